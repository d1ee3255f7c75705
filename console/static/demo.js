// The one thing the page cannot say in HTML: a text that was taken leaves the field, and typing goes on there.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!form.matches("form.composer") || !event.detail.successful) return;
  const field = form.elements.text;
  if (field.value === event.detail.requestConfig.formData.get("text")) field.value = "";
  field.focus();
});
