// A JSON list of [Questionnaire, QuestionnaireResponse] on standard input; on standard output, for each, what the
// reference renderer makes of it: the linkIds that are enabled, and the values that items hold.
import { JSDOM, VirtualConsole } from 'jsdom';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const lforms = join(dirname(require.resolve('lforms/package.json')), 'dist/lforms');
const page = new JSDOM('', { runScripts: 'outside-only', url: 'http://localhost/', virtualConsole: new VirtualConsole() });
page.window.matchMedia = () => ({ matches: false, addListener() {}, removeListener() {} });
for (const file of [
  join(dirname(require.resolve('zone.js/package.json')), 'bundles/zone.umd.js'),
  join(lforms, 'webcomponent/lhc-forms.js'),
  join(lforms, 'fhir/R4/lformsFHIR.min.js'),
]) {
  page.window.eval(readFileSync(file, 'utf-8'));
}
const { LForms } = page.window;

function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined || value === null || value === '') return null;
  return value.code ?? value.text ?? (value instanceof page.window.Date ? value.toISOString() : value);
}

async function made([questionnaire, response]) {
  const form = LForms.Util.convertFHIRQuestionnaireToLForms(questionnaire, 'R4');
  const data = new LForms.LFormsData(LForms.Util.mergeFHIRDataIntoLForms(response, form, 'R4'));
  const expressions = data._expressionProcessor;
  // Else it takes what is missing in the response for values that a person has taken out by hand
  expressions._firstExpressionRunComplete = true;
  const state = () => JSON.stringify(data.itemList.map((item) => [item._skipLogicStatus, item._enableWhenExpVal, plain(item.value)]));
  for (let before; before !== (before = state()); ) {
    await expressions.runCalculations(false);
    data._checkFormControls();
  }
  const enabled = [];
  const values = {};
  const options = {};
  const visit = (items) => {
    for (const item of items ?? []) {
      if (item._skipLogicStatus === 'target-disabled' || item._enableWhenExpVal === false) continue;
      enabled.push(item.linkId);
      const value = plain(item.value);
      // of a group that repeats, those of all its occurrences
      if (value !== null) values[item.linkId] = item.linkId in values ? [values[item.linkId], value].flat() : value;
      if (item._answerExpressionList || item.answers) options[item.linkId] = plain(item.answers);
      visit(item.items);
    }
  };
  visit(data.items);
  return { enabled, values, options };
}

const found = [];
for (const one of JSON.parse(readFileSync(0, 'utf-8'))) found.push(await made(one));
process.stdout.write(JSON.stringify(found), () => process.exit(0));
