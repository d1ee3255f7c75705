// What the page cannot say in HTML. A text leaves its field when it is sent, and typing goes on there: whatever stands in
// the field when the answer comes is the next text, though it may be the same. What could not be sent comes back.
document.addEventListener("htmx:beforeSend", ({ target }) => {
  if (target.matches("form.composer")) target.elements.text.value = "";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (event.detail.successful) trouble("");
  if (!form.matches("form.composer")) return;
  const field = form.elements.text;
  if (event.detail.successful) field.focus();
  else field.value ||= event.detail.requestConfig.formData.get("text");
});

// On a wide screen typing can begin at once; on a narrow one the first thing to see is what there is to do.
if (matchMedia("(min-width: 1101px)").matches) document.getElementById("text-0").focus({ preventScroll: true });

// The guide's link leads to what is folded away.
document.querySelector('a[href="#bring"]').addEventListener("click", () => (document.getElementById("bring").open = true));

// A form that is too large is said before it is sent, as a browser may not show what is answered meanwhile.
document.getElementById("form-file").addEventListener("change", ({ target }) => {
  const large = target.files.length > 0 && target.files[0].size > Number(target.dataset.largest);
  target.setCustomValidity(large ? `At most ${Math.floor(target.dataset.largest / 1024 ** 2)} MB can be brought.` : "");
  target.reportValidity();
});

// What did not work is said, not swallowed.
document.addEventListener("htmx:sendError", () => trouble("The demo does not answer. Start it again with make demo."));
document.addEventListener("htmx:responseError", (event) =>
  trouble(`The demo could not do that (${event.detail.xhr.status}). Load the page again.`),
);

function trouble(text) {
  const place = document.getElementById("trouble");
  if (place.textContent !== text) place.textContent = text;
}
