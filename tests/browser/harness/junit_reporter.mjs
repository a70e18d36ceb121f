// A reporter for node's test runner: one JUnit case a test, into the file that JUNIT names, for scripts/test_summary.py.
import fs from 'node:fs';
import path from 'node:path';

const escape = text => String(text).replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
  // Not allowed in XML at all: colours in a message, for example.
  // eslint-disable-next-line no-control-regex
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?');

/** Writes the file itself, at the end: node would want its folder to be there already. */
export default async function* report(events) {
  const cases = [];
  for await (const {type, data} of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const {name, details, skip} = data;
    const outcome = type === 'test:fail' ? `<failure message="${escape(details.error?.cause?.message ?? details.error)}"/>`
      : skip === undefined ? '' : '<skipped/>';
    cases.push(`  <testcase name="${escape(name)}" time="${details.duration_ms / 1000}">${outcome}</testcase>\n`);
  }
  fs.mkdirSync(path.dirname(process.env.JUNIT), {recursive: true});
  fs.writeFileSync(process.env.JUNIT, `<testsuite name="browser">\n${cases.join('')}</testsuite>\n`);
  yield '';
}
