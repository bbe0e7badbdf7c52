"""Writes scipy.json: values of SciPy and statsmodels that the judge's tests compare with.

    pip install scipy==1.17.1 statsmodels==0.15.0 && python scipy_oracle.py > scipy.json
"""

import json
import random
import sys

import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

random.seed(20261128)
cases = []


def case(kind, name, call, given, expected):
    numbers = {key: None if value != value else float(value) for key, value in expected.items()}
    cases.append({"kind": kind, "name": name, "call": call, "input": given, "expect": numbers})


def normals(n, mean=10.0, deviation=2.0):
    return [round(random.gauss(mean, deviation), 6) for _ in range(n)]


def rank_test(name, v1, v2, method):
    def p(alternative):
        return stats.mannwhitneyu(v2, v1, alternative=alternative, method=method)

    both = p("two-sided")
    case(
        "mann-whitney",
        name,
        f"mannwhitneyu(v2, v1, alternative=..., method='{method}')",
        {"v1": v1, "v2": v2},
        {
            "u": both.statistic,
            "twoSided": both.pvalue,
            "greater": p("greater").pvalue,
            "less": p("less").pvalue,
        },
    )


rank_test("the textbook's four and five", [1, 2, 3, 4.5], [2.5, 6, 7, 8, 9], "exact")
rank_test("one against one", [1], [2], "exact")
rank_test("all apart", [1, 2, 3, 4, 5], [6, 7, 8, 9, 10], "exact")
rank_test("one against many", [3.5], [1, 2, 3, 4, 5, 6, 7], "exact")
rank_test("twenty against thirty", normals(20), normals(30, 11.0), "exact")
rank_test("forty-nine each", normals(49), normals(49, 10.7), "exact")
rank_test("large, shifted", normals(300), normals(80, 10.5), "asymptotic")
rank_test("large, alike", normals(200), normals(200), "asymptotic")
rank_test("large, far apart", normals(200), normals(200, 20.0), "asymptotic")
rank_test("ties", [1, 1, 2, 2, 3, 3, 4], [2, 3, 3, 4, 4, 5, 5], "asymptotic")
rank_test("identical", [1, 2, 3, 4, 5] * 10, [1, 2, 3, 4, 5] * 10, "asymptotic")
rank_test("mostly zero", [0] * 58 + [1, 2], [0] * 45 + [1] * 10 + [2] * 5, "asymptotic")
rank_test("leading zeros", [0] * 10 + normals(40), [0] * 4 + normals(46), "asymptotic")
rank_test(
    "whole milliseconds",
    [round(value) for value in normals(120, 90, 12)],
    [round(value) for value in normals(90, 94, 12)],
    "asymptotic",
)

for name, v1, v2 in [
    ("the example of the message", (29, 28900), (13, 3100)),
    ("none against some", (0, 28900), (13, 3100)),
    ("none against one", (0, 100), (1, 5)),
    ("none against none", (0, 1000), (0, 50)),
    ("all against all", (10, 10), (7, 7)),
    ("the tea-tasting lady", (1, 4), (3, 4)),
    ("small", (2, 15), (8, 12)),
    ("fewer", (40, 200), (10, 150)),
    ("thousands", (1500, 100000), (140, 8000)),
    ("nearly all", (9950, 10000), (480, 500)),
]:
    table = [[v2[0], v2[1] - v2[0]], [v1[0], v1[1] - v1[0]]]
    pairs = {"v1": {"count": v1[0], "total": v1[1]}, "v2": {"count": v2[0], "total": v2[1]}}
    exact = {a: stats.fisher_exact(table, alternative=a).pvalue for a in ("two-sided", "greater", "less")}
    case(
        "fisher",
        name,
        "fisher_exact([[x2, n2 - x2], [x1, n1 - x1]], alternative=...)",
        pairs,
        {"twoSided": exact["two-sided"], "greater": exact["greater"], "less": exact["less"]},
    )
    if 0 < v1[0] + v2[0] < v1[1] + v2[1]:
        square = stats.chi2_contingency(table, correction=False)
        case(
            "two-proportion-z",
            name,
            "chi2_contingency([[x2, n2 - x2], [x1, n1 - x1]], correction=False)",
            pairs,
            {"square": square.statistic, "twoSided": square.pvalue},
        )
    for alpha in (0.05, 0.002):
        for which, (count, total) in (("V1", v1), ("V2", v2)):
            low, high = proportion_confint(count, total, alpha=alpha, method="beta")
            case(
                "clopper-pearson",
                f"{name}, {which}, alpha {alpha}",
                "statsmodels proportion_confint(count, total, alpha, method='beta')",
                {"count": count, "total": total, "tail": alpha / 2},
                {"low": low, "high": high},
            )

for name, v1, v2 in [
    ("alike", normals(60), normals(60)),
    ("twice as wide", normals(60), normals(40, 10.0, 4.0)),
    ("narrower", normals(50, 10.0, 3.0), normals(70)),
    ("wider and shifted", normals(60), normals(60, 14.0, 3.0)),
    ("an outlier", normals(20) + [100.0], normals(20)),
    ("three each", [1, 2, 4], [1, 9, 2]),
    ("skewed", [random.expovariate(1) for _ in range(80)], [random.expovariate(0.5) for _ in range(30)]),
]:
    found = stats.levene(v2, v1, center="median")
    case(
        "spread",
        name,
        "levene(v2, v1, center='median')",
        {"v1": v1, "v2": v2},
        {"square": found.statistic, "twoSided": found.pvalue},
    )

for count1, count2, share in [(9500, 500, 0.05), (9400, 600, 0.05), (50, 52, 0.5), (7420, 2480, 0.25)]:
    total = count1 + count2
    found = stats.chisquare([count1, count2], [total * (1 - share), total * share])
    case(
        "sample-ratio",
        f"{count1} and {count2} at {share}",
        "chisquare([n1, n2], [n (1 - share), n share])",
        {"count1": count1, "count2": count2, "share": share},
        {"p": found.pvalue},
    )

for probability, total, count in [(0.001, 1049, 4), (0.05, 124, 3), (0.5, 20, 15), (0.01, 100000, 1100)]:
    case(
        "binomial",
        f"{count} of {total} at {probability}",
        "binom.sf(count - 1, total, p), binom.cdf(count, total, p)",
        {"probability": probability, "total": total, "count": count},
        {
            "atLeast": stats.binom.sf(count - 1, total, probability),
            "atMost": stats.binom.cdf(count, total, probability),
        },
    )

for t, degrees in [(0.0, 5), (2.5, 10), (-1.2, 40), (6.0, 1000), (30.0, 3)]:
    case("student", f"t {t} of {degrees}", "t.sf(t, degrees)", {"t": t, "degrees": degrees}, {"tail": stats.t.sf(t, degrees)})


def shortest(healthy, faulty, false_alarm=0.001, power=0.95):
    for total in range(1, 10000):
        alarm = stats.binom.isf(false_alarm, total, healthy) + 1
        if stats.binom.sf(alarm - 1, total, faulty) >= power:
            return total, alarm


for healthy, faulty in [(0.001, 0.01), (0.001, 0.05), (0.001, 0.1), (0.001, 0.5), (0.01, 0.05), (0.01, 0.1)]:
    requests, alarm = shortest(healthy, faulty)
    case(
        "shortest-run",
        f"{healthy} to {faulty}",
        "first n with binom.sf(binom.isf(0.001, n, healthy), n, faulty) >= 0.95",
        {"healthy": healthy, "faulty": faulty, "falseAlarm": 0.001, "power": 0.95},
        {"requests": requests, "alarmFrom": alarm},
    )

source = f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}"
json.dump({"source": source, "madeBy": "test/support/judge/scipy_oracle.py", "cases": cases}, sys.stdout)
