"""Markets in which one day everything was different: what a detector sees of it, and what dated shocks make the model do.

E-commerce in the closed spring of 2020, an airline grounded by a strike, Dutch media when commercial television came,
newspapers when the web took their advertisers. (a) `alarms` looks for the change in the series alone: a two-sided CUSUM (Page
1954, Biometrika 41) on changes of logarithms, standardised by those of its own past. (b) The model gets the date and, from
the first figures after it, how much changed; the later figures are its own.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from equilibrium.calibration.sources import SHIPPED, folder, table
from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Regime changes"
MECHANISM = "regimes, choice, goodwill, loyalty"
SOURCE = "US Census; Ansett (CRAN tsibbledata); Franses (1998); Pew (CRAN Ecdat)"

ECOMMERCE, FLIGHTS = "us_ecommerce_share_quarterly.csv", "ansett_weekly_passengers.csv"
MEDIA, NEWSPAPERS = "dutch_media_advertising.csv", "us_newspapers_annual.csv"
QUARTER, YEAR = 13, 52  # weeks
ALL = 1e6  # contacts an hour: everybody is contacted every week, so receptivity alone decides
BACK = 0.3  # points of share above the trend that count as back on it (the data: 14.2 against 14.0)
BEYOND = {
    "yugo_competitors_annual: Yugo peak year, 1992 share of peak": (
        "satisfaction moves those who have bought and whom they talk with; that a product's own quality sinks beside its "
        "rivals' would have to be told to the model year by year"
    ),
}


def changes(series: np.ndarray, memory: int, season: int = 1) -> np.ndarray:
    """Changes of log `series` over `season` steps, less the median and over the deviation of the `memory` changes before.

    The deviation is the median absolute one (times 1.4826). Not a number where there is no such past yet.
    """
    logs = np.log(series)
    moved = np.append(np.full(season, np.nan), logs[season:] - logs[:-season])
    found = np.full(moved.size, np.nan)
    for t in range(season + memory, moved.size):
        past = moved[t - memory : t]
        middle = np.median(past)
        found[t] = (moved[t] - middle) / (1.4826 * np.median(np.abs(past - middle)))
    return found


def alarms(standard: np.ndarray, slack: float = 1.0, limit: float = 8.0) -> list[int]:
    """Steps at which a two-sided CUSUM of `standard` deviations passes `limit`; it starts anew after each alarm."""
    up = down = 0.0
    found = []
    for t, value in enumerate(np.nan_to_num(standard)):
        up, down = max(0.0, up + value - slack), max(0.0, down - value - slack)
        if max(up, down) > limit:
            found.append(t)
            up = down = 0.0
    return found


def ecommerce() -> pd.Series:
    """E-commerce share of retail sales, per cent, by quarter."""
    rows = table(ECOMMERCE, ("quarter", "ecommerce_share_pct"), SHIPPED)
    return rows.set_index("quarter")["ecommerce_share_pct"]


def trend(share: pd.Series) -> tuple[float, pd.Series]:
    """(log growth a year, trend from 2010 on) by a log-linear regression on 2010 to 2019."""
    seen = np.log(share["2010Q1":"2019Q4"].to_numpy(float))
    slope, level = np.polyfit(np.arange(seen.size), seen, 1)
    later = share["2010Q1":]
    return float(4.0 * slope), pd.Series(np.exp(level + slope * np.arange(len(later))), later.index)


def flights() -> pd.Series:
    """Passengers a week, Melbourne to Sydney, all classes."""
    rows = table(FLIGHTS, ("route", "week_start", "business", "economy", "first"), folder())
    rows = rows[rows["route"] == "MEL-SYD"].set_index("week_start")
    return rows[["business", "economy", "first"]].sum(axis=1)


def media() -> pd.DataFrame:
    """Dutch spending on television and radio, four weeks a row."""
    return table(MEDIA, ("year", "four_week_period", "tv", "radio"), folder())


def newspapers() -> pd.DataFrame:
    """US newspapers' revenue from advertising and circulation, billion USD, by year."""
    return table(NEWSPAPERS, ("year", "ads_current_busd", "circulation_current_busd"), folder()).set_index("year")


def detected() -> dict[str, list[str]]:
    """Where the alarms fall in each series. The memory is 20 changes, or two years of weeks, or five of four weeks."""
    share, weeks, spent, papers = ecommerce(), flights(), media(), newspapers()
    period = [f"{year}({part})" for year, part in zip(spent["year"], spent["four_week_period"], strict=True)]
    series: dict[str, tuple[np.ndarray, list, int, int]] = {
        "e-commerce": (share.to_numpy(float), list(share.index), 20, 1),
        "flights": (
            np.maximum(weeks.to_numpy(float), 100.0),
            list(weeks.index),
            104,
            1,
        ),  # a week without traffic has no log
        "television": (spent["tv"].to_numpy(float), period, 65, 13),
        "radio": (spent["radio"].to_numpy(float), period, 65, 13),
        "newspapers": (papers["ads_current_busd"].to_numpy(float), list(papers.index), 20, 1),
    }
    return {name: [str(when[t]) for t in alarms(changes(values, memory, season))]
            for name, (values, when, memory, season) in series.items()}  # fmt: skip


def shopping(look: float, closed: float, shut: bool = True) -> Scenario:
    """Two enterprises, web (focal) and stores; `look` of the customers compare both in a week; 2018Q1 to 2024Q4.

    The web's attraction rises by the trend's log odds every quarter; in 2020Q2, if `shut`, the stores' falls by `closed`.
    """
    growth, line = trend(ecommerce())
    share = np.append(line["2018Q1":].to_numpy(float), line.iloc[-1] * np.exp(growth / 4)) / 100.0
    odds = np.log(share / (1.0 - share))
    rise = [{"week": 1 + QUARTER * k, "enterprise": "focal", "attraction": {"add": float(step)}}
            for k, step in enumerate(np.diff(odds)[:-1], 1)]  # fmt: skip
    start = 1 + QUARTER * 9
    fall = {"week": start, "until": start + QUARTER, "enterprise": "stores", "attraction": {"add": -closed}}
    return Scenario.load("known-worlds/still").with_(
        weeks=QUARTER * (share.size - 1), customers=20_000, contact_rate=ALL, receptivity=look,
        attraction=15.0 + float(odds[0]), start_share=float(share[0]), shocks=[*rise, fall] if shut else rise,
        rivals=[{"name": "stores", "attraction": 15.0, "start_share": float(1.0 - share[0])}],
    )  # fmt: skip


def above_trend(look: float, closed: float, replicates: int = 4) -> np.ndarray:
    """(replicate, quarter) points of share from 2020Q2 on above the same luck without the shock."""
    both = [simulate(shopping(look, closed, shut), replicates, 2020).weekly["market_share"].isel(enterprise=0).to_numpy()
            for shut in (True, False)]  # fmt: skip
    gap = 100.0 * (both[0] - both[1])
    return gap.reshape(replicates, -1, QUARTER).mean(2)[:, 9:]


@cache
def shopping_fit() -> tuple[float, float]:
    """(look, closed) that give the data's points above trend in 2020Q2 and 2020Q3; who looks follows a linear filter.

    The share moves by `look` of the gap to what those who look choose: with r left after a quarter and g the mean of what is
    left during one, the points are d (1 - g) and then d (1 - r) g.
    """
    share = ecommerce()
    _, line = trend(share)
    first, second = (share - line)[["2020Q2", "2020Q3"]].to_numpy(float)

    def points(look: float) -> tuple[float, float]:
        left = (1.0 - look) ** np.arange(1, QUARTER + 1)
        return 1.0 - left.mean(), (1.0 - left[-1]) * left.mean()

    looks = np.linspace(0.01, 0.6, 2000)
    ratios = np.array([np.divide(*points(look)[::-1]) for look in looks])
    look = float(looks[np.argmin(np.abs(ratios - second / first))])
    aim = (line["2020Q2"] + first / points(look)[0]) / 100.0
    usual = line["2020Q2"] / 100.0
    return look, float(np.log(aim / (1 - aim)) - np.log(usual / (1 - usual)))


def back_after(points: np.ndarray) -> int:
    """Quarters from the shock's to the first not more than `BACK` points above trend; the length if none."""
    below = np.flatnonzero(points <= BACK)
    return int(below[0]) if below.size else points.size


STRIKE = (61, 7)  # first week without sales in the model's run, and how many


def strike(seek: float, look: float) -> Scenario:
    """An enterprise that sells nothing for seven weeks. When it is back, `seek` of its customers look for it at once and
    of the others `look` a week come across it."""
    start, weeks = STRIKE
    stop = {"week": start - 1, "until": start + weeks - 1, "attraction": {"set": -20.0}, "lapse_natural": {"set": 50.0}}
    return Scenario.load("known-worlds/still").with_(
        weeks=start + weeks + YEAR, customers=20_000, start_share=1.0, purchase_rate=1.0, seekers=seek, attraction=20.0,
        contact_rate=ALL, receptivity=look, seeker_response=1.0, search=1.0, push_pull=0.5, goodwill_half=1e-9,
        inertia_push_pull=1.0, shocks=[stop],
    )  # fmt: skip


def grounded(seek: float, look: float, replicates: int = 4) -> np.ndarray:
    """(replicate, week) units over their mean before the strike, from the week of the restart on."""
    units = simulate(strike(seek, look), replicates, 1989).weekly["units_volume"].isel(enterprise=0).to_numpy()
    start, weeks = STRIKE
    silent = units[:, start - 1 : start - 1 + weeks]
    if silent.any() or not units[:, start + weeks - 1].all():
        raise ValueError(f"strike: units sold {silent.sum()} found in weeks that must have none")
    return units[:, start - 1 + weeks :] / units[:, : start - 2].mean(1, keepdims=True)


def strike_fit(sold: np.ndarray) -> tuple[float, float]:
    """(seek, look) from the first week after the restart and the mean of weeks 5 to 8, as shares of the old level."""
    seek = float(sold[0])
    rest = (1.0 - sold[4:8].mean()) / (1.0 - seek)
    return seek, float(1.0 - rest ** (1.0 / 5.5))


def recovered(sold: np.ndarray) -> int:
    """Weeks from the restart to the first week at 90 % of the old level."""
    return int(np.flatnonzero(sold >= 0.9)[0])


def _stream(seeker: int):
    return lambda state: ((state.customers.supplier == 0) & (state.customers.seeker == seeker)).sum(-1)[:, None] * 1.0


STREAMS = [Figure("readers", "customers", "Come by pull", "Attratti dal pull", "mean", _stream(1)),
           Figure("advertisers", "customers", "Come by push", "Convinti dal push", "mean", _stream(0))]  # fmt: skip


def papers(lapse: float, years: int = 21) -> Scenario:
    """One enterprise, two streams: readers who seek it, advertisers whom its push convinces until a regime ends that.

    The first six years (2000 to 2005) are the old regime; both streams start at their steady state's order and lapse alike.
    """
    empty = dict.fromkeys(Scenario.load("known-worlds/still").regimes["still"], 0.0)
    return Scenario.load("known-worlds/still").with_(
        weeks=years * YEAR, customers=5000, seekers=0.5, start_share=0.9, attraction=20.0, contact_rate=ALL,
        seeker_response=0.0, push_pull=0.5, goodwill_half=1e-9, lapse_natural=lapse / YEAR,
        regimes={"print": empty | {"receptivity": 0.02, "search": 0.02}, "web": empty | {"search": 0.02}},
        calendar=[[1, "print"], [1 + 6 * YEAR, "web"]], start_regime=None,
    )  # fmt: skip


def streams(lapse: float, replicates: int = 4) -> np.ndarray:
    """(stream, year) readers and advertisers over those of 2005, replicates averaged."""
    found = simulate(papers(lapse), replicates, 2005, indicators=STREAMS).weekly.isel(enterprise=0)
    years = np.array([found[key].to_numpy().mean(0).reshape(-1, YEAR).mean(1) for key in ("readers", "advertisers")])
    return years / years[:, 5:6]


def parameters() -> dict[str, tuple[float, float, float]]:
    """Nothing: each of these regimes is one market's; their lapse and search are not the storefront's."""
    return {}


def findings() -> Iterator[Finding]:
    """What was counted, and after it what the model makes of the date and the first figures."""
    yield from _of_ecommerce()
    yield from _of_flights()
    yield from _of_media()
    yield from _of_newspapers()


def _of_ecommerce() -> Iterator[Finding]:
    share = ecommerce()
    growth, line = trend(share)
    yield between("us_ecommerce_share_quarterly: log growth per year 2010-19", growth, 0.0919, 0.1019, target=0.0969,
                  drawn_from="data")  # fmt: skip
    name = "us_ecommerce_share_quarterly: 2020Q2 actual vs trend"
    yield between(f"{name} [points above trend]", (share - line)["2020Q2"], 4.0, 5.0, target=4.9, drawn_from="data")
    first = alarms(changes(share.to_numpy(float), 20))
    yield between(f"{name} [alarm, quarters after 2020Q2]", first[0] - list(share.index).index("2020Q2") if first else np.nan,
                  0, 0, target=0, drawn_from="data", note=f"alarms: {', '.join(share.index[first])}")  # fmt: skip
    points = above_trend(*shopping_fit()).mean(0)
    yield between(f"{name} [model, points above trend]", points[0], 4.0, 5.0, target=4.9,
                  drawn_from="fitted", note="with 2020Q3")  # fmt: skip
    name = "us_ecommerce_share_quarterly: back on trend"
    counted = back_after((share - line)["2020Q2":].to_numpy(float))
    yield between(f"{name} [quarters after 2020Q2, counted]", counted, 6, 10, target=8, drawn_from="data")
    yield between(f"{name} [quarters after 2020Q2, model]", back_after(points), 6, 10, target=8,
                  note="from 2020Q2 and 2020Q3 alone, one closing of a quarter")  # fmt: skip


def _of_flights() -> Iterator[Finding]:
    weeks = flights()
    start = "1989-10-09"
    silent = weeks["1989-06":start] == 0
    yield between("ansett_weekly_passengers: weeks with no traffic on MEL-SYD", silent.sum(), 7, 7, target=7,
                  drawn_from="data")  # fmt: skip
    name = "ansett_weekly_passengers: MEL-SYD mean before (Aug 88-Jul 89), 1990H1, 1991, 1992"
    means = [
        weeks[a:b].mean()
        for a, b in (("1988-08", "1989-08"), ("1990-01", "1990-07"), ("1991", "1992"), ("1992", "1993"))
    ]
    for which, mean, target in zip(
        ("before", "1990H1", "1991", "1992"), means, (23814, 22264, 26985, 30957), strict=True
    ):
        yield between(f"{name} [{which}]", mean, 0.99 * target, 1.01 * target, target=target, drawn_from="data")
    sold = weeks[start:].to_numpy(float) / means[0]
    model = grounded(*strike_fit(sold))
    half = model[:, 12:38].mean(1)  # 1990-01-01 is 12 weeks after the restart
    yield between(f"{name} [1990H1 over before, model]", half.mean(), 0.90, 0.97, target=means[1] / means[0],
                  error=float(half.std(ddof=1) / 2))  # fmt: skip
    name = "ansett_weekly_passengers: weeks from restart to 90% of old level"
    yield between(f"{name} [counted]", recovered(sold), 9, 17, target=13, drawn_from="data")
    taken = np.array([recovered(run) for run in model])
    yield between(f"{name} [model]", taken.mean(), 9, 17, target=13, error=float(taken.std(ddof=1) / 2),
                  note="from weeks 1 and 5 to 8 after the restart")  # fmt: skip


def _of_media() -> Iterator[Finding]:
    spent = media().groupby("year")[["tv", "radio"]].mean()
    for name, key, low, high, target in (
        ("TV", "tv", 2.0, 2.4, 45829 / 21128),
        ("radio", "radio", 1.6, 1.9, 6689 / 3841),
    ):
        ratio = spent.loc[1990:1992, key].mean() / spent.loc[1986:1988, key].mean()
        yield between(f"dutch_media_advertising: mean four-weekly {name} spend 1986-88 vs 1990-92", ratio, low, high,
                      target=target, drawn_from="data")  # fmt: skip


def _of_newspapers() -> Iterator[Finding]:
    rows = newspapers()
    ads, readers = rows["ads_current_busd"], rows["circulation_current_busd"]
    name = "us_newspapers_annual: advertising peak year, level; 2009, 2012, 2020 level (bn USD)"
    yield between(
        f"{name} [peak year]",
        float(ads.index[int(ads.to_numpy().argmax())]),
        2005,
        2005,
        target=2005,
        drawn_from="data",
    )
    for year, target in ((2005, 49.4), (2009, 27.6), (2012, 25.3), (2020, 8.8)):
        yield between(f"{name} [{year}]", ads[year], 0.95 * target, 1.05 * target, target=target, drawn_from="data")
    lapse = -np.log(ads[2020] / ads[2005]) / 15.0
    said, sought = streams(lapse)[::-1]
    for year, target in ((2009, 27.6), (2012, 25.3)):
        yield between(f"{name} [{year}, model]", ads[2005] * said[year - 2000], 0.95 * target, 1.05 * target, target=target,
                      note="one lapse, from 2005 and 2020")  # fmt: skip
    name = "us_newspapers_annual: circulation revenue 2005 / 2020"
    yield between(
        f"{name} [2020 over 2005]", readers[2020] / readers[2005], 0.9, 1.1, target=11.1 / 10.7, drawn_from="data"
    )
    yield between(f"{name} [2020 over 2005, model]", sought[20], 0.9, 1.1, target=11.1 / 10.7,
                  note=f"while the model's advertisers fall by {1 - said[20]:.0%}")  # fmt: skip


def comparison() -> Comparison:
    """The way back after the strike; the other markets are told in docs/data.md."""
    weeks = flights()
    before = weeks["1988-08":"1989-08"].mean()
    sold = weeks["1989-10-09":].to_numpy(float)[:39] / before
    model = grounded(*strike_fit(sold))[:, :39]
    return Comparison(TITLE, "After seven weeks on the ground half of the passengers come at once; the model's others follow as "
                      "the first weeks say.", "weeks since the restart", "passengers over their level before",
                      (Line("Ansett, Melbourne to Sydney", np.arange(39), sold, reference=True),
                       Line("model", np.arange(39), model.mean(0))))  # fmt: skip
