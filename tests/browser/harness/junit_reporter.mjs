// A reporter for node's test runner: one JUnit case a test, for scripts/test_summary.py.

const escape = text => String(text).replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
  // Not allowed in XML at all: colours in a message, for example.
  // eslint-disable-next-line no-control-regex
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?');

export default async function* report(events) {
  yield '<testsuite name="browser">\n';
  for await (const {type, data} of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const {name, details, skip} = data;
    const outcome = type === 'test:fail' ? `<failure message="${escape(details.error?.cause?.message ?? details.error)}"/>`
      : skip === undefined ? '' : '<skipped/>';
    yield `  <testcase name="${escape(name)}" time="${details.duration_ms / 1000}">${outcome}</testcase>\n`;
  }
  yield '</testsuite>\n';
}
