"""Counts the tests of Meson build folders: prints `N passed, N failed, N skipped` last; exit status 1 when one failed."""
import json
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path


def count_cases(suites):
    """Outcomes of the test cases under an element of JUnit XML."""
    counts = Counter()
    for case in suites.iter("testcase"):
        tags = {child.tag for child in case}
        outcome = ("failed" if tags & {"failure", "error"} else
                   "skipped" if "skipped" in tags or case.get("status") in ("notrun", "skipped") else "passed")
        counts[outcome] += 1
    return counts


def count_build(build):
    """Cases where a test tells its cases (GoogleTest, pytest), else the test as one."""
    # Meson names them after the test set-up, if there is one: testlog-sanitizers.json.
    testlog = next((build / "meson-logs").glob("testlog*.json"), None)
    if not testlog:
        print(f"{build.name}: no tests were run")
        return Counter(failed=1)
    counts = Counter()
    junit = testlog.with_suffix(".junit.xml")
    gtest_cases = {}
    if junit.exists():
        for suite in xml.parse(junit).getroot().iter("testsuite"):
            # GoogleTest's are called `vchat.vchat / unit/util.Duration`; the others come as one testcase each.
            if " / " not in suite.get("name"):
                continue
            gtest_cases.setdefault(suite.get("name").split(" / ")[-1].split(".")[0], Counter()).update(count_cases(suite))
    for line in testlog.read_text().splitlines():
        test = json.loads(line)
        name = test["name"].split(" / ")[-1]
        outcome = {"OK": "passed", "SKIP": "skipped", "EXPECTEDFAIL": "passed"}.get(test["result"], "failed")
        report = build / "junit" / f"{name.replace('/', '_')}.xml"
        cases = count_cases(xml.parse(report).getroot()) if report.exists() else gtest_cases.get(name, Counter())
        # A test that ended badly counts as failed, also if it crashed before it could say which case.
        if outcome == "failed" and not cases["failed"]:
            cases = cases + Counter(failed=1)
        if not cases:
            cases = Counter({outcome: 1})
        if cases["failed"]:
            print(f"{build.name}: {name}: {cases['failed']} failed ({test['result']})")
        counts += cases
    return counts


def main(builds):
    total = Counter()
    for build in map(Path, builds):
        counts = count_build(build)
        print(f"{build.name}: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
        total += counts
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
