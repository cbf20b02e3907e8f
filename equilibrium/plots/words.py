"""The pictures' words and numbers, in English and Italian."""

from math import floor, isfinite, log10

LANGUAGES = ("en", "it")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        # numbers and time
        "week": "Week {n}", "start": "Start", "end": "End, week {n}", "middle": "Half-way, week {n}",
        "one_week": "1 week", "weeks": "{n} weeks", "years": "{n} years", "years_axis": "years", "weeks_axis": "weeks",
        # natural frequencies
        "this_future": "In this future", "all_futures": "In all {n} futures", "some_futures": "In {k} of {n} futures",
        "no_future": "In none of {n} futures", "this_short": "in this future", "all_short": "in all {n} futures",
        "some_short": "in {k} of {n} futures",
        # trajectories
        "the_enterprise": "the enterprise", "and": "{a} and {b}",
        "earns": "{where} {who} earns money over {time}", "loses": "{where} {who} loses money over {time}",
        "ruin_none": "none ends in ruin.", "ruin_one": "1 ends in ruin.", "ruin_some": "{k} end in ruin.",
        "ruin_all": "all end in ruin.", "ruin_here": "it ends in ruin.", "ruin_not_here": "it stays in business.",
        "rises": "Rises {span} {where}", "falls": "Falls {span} {where}", "same": "The same {span} {where}",
        "unclear": "No clear direction: rises {up}, falls in {down}",
        "span_year": "from the first to the last year", "span_quarter": "from the first to the last quarter",
        "span_half": "from the first to the second half", "one_value": "{median}, {low} to {high} in 9 of 10 futures",
        "typical": "{when}: {median} in the middle future, {low} to {high} in 9 of 10", "alone": "{when}: {median}",
        "last_year": "In the last year", "whole_run": "Over {time}",
        "nothing": "Nothing to draw: no value in any week",
        "mean_13": "mean of 13 weeks", "sum_52": "last 52 weeks",
        "median": "middle value, week by week", "half": "middle half of the futures", "nine": "9 of 10 futures",
        "each": "each future", "one": "the future drawn in the other pictures", "only": "this future", "ruined": "ruin",
        "context": "Context, share of futures in each:", "context_one": "Context:", "compare": "middle value in “{title}”",
        "shock": "weeks {a} to {b}: {what}", "shock_on": "from week {a}: {what}",
        # cells
        "cells_title": "{title}: the enterprise as cells",
        "cells_sentence": "In this future {who} goes from {a} to {b}, and its people’s energy from {c} to {d} out of 100.",
        "cells_ruin": "In this future {who} starts with {a} and ends in ruin: no cell is alive at the end.",
        "cells_none": "no living cell", "cells": "{n} cells", "cells_1": "1 cell",
        "people": "{n} people", "people_1": "1 person",
        "energy": "energy {n}", "organisation": "organisation", "organism": "organism", "indie": "indie",
        "weconomy": "weconomy", "partners": "{n} allies", "partners_1": "1 ally",
        "cells_key": "Cell: the disc is its people, the core their energy (at 100% it fills the disc). Number: the first need it serves.",
        "membrane_key": "Membrane: closed when indie, open dashes towards weconomy; allies stand outside.",
        "box_key": "Boxes: the organisation's order by need; they fade, and cells mingle, towards organism.",
        "newest": "Newest craft:", "founding": "only founding crafts", "conceptual": "conceptual", "method": "method",
        "accessory": "accessory",
        # crafts
        "crafts_title": "{title}: the family tree of crafts",
        "crafts_sentence": "In this future {who} made {made} over {time}, took in {absorbed} from allies and woke {woken}.",
        "renamed_sentence": "{renamed} only got a new name: {found}.", "n_made": "{n} new crafts", "n_made_1": "1 new craft",
        "n_woken": "{n} old ones", "n_woken_1": "1 old one", "n_woken_0": "no old one", "n_absorbed": "{n}",
        "n_absorbed_0": "none", "n_renamed": "{n}", "n_found": "{n} were found out", "n_found_1": "1 was found out",
        "n_found_0": "none was found out", "need": "Need {n}", "made": "made", "absorbed": "absorbed from an ally",
        "woken": "woken again", "renamed": "only renamed", "found_out": "renamed and found out",
        "asleep": "asleep, later woken", "unripe": "thin, hollow: not matured",
        "no_line": "A step up: the craft takes the need over from the one below. No line: no cell serves this need.", "founding_craft": "founding craft",
        "mission": "{n} people on mission",
        "campaign": "{n} crafts renamed at once", "no_crafts": "no craft",
        # regimes
        "regimes_title": "{title}: the context that mutates",
        "regimes_sentence": "A regime lasts {stay} on average; {where} one that had gone comes back, and with it what used "
                            "to work.",
        "regimes_still": "One regime lasts the whole run: {name}.",
        "regimes_never": "A regime lasts {stay} on average; none that had gone comes back within {time}.",
        "regimes_share": "Share of futures in each regime, week by week", "regimes_each": "Each row is one future",
        "regimes_same": "The regimes, the same in every future", "regimes_only": "The regimes of this future",
        "calm": "calm", "crowded": "crowded", "price_war": "price war", "renaissance": "renaissance",
        # everywhere
        "foot": "Simulation, not a forecast. {futures}, seed {seed}, equilibrium {version}.",
        "foot_one": "Simulation, not a forecast. The first of {futures}, seed {seed}, equilibrium {version}.",
        "n_futures": "{n} futures", "n_futures_1": "1 future",
    },
    "it": {
        "week": "Settimana {n}", "start": "Inizio", "end": "Fine, settimana {n}", "middle": "A metà, settimana {n}",
        "one_week": "1 settimana", "weeks": "{n} settimane", "years": "{n} anni", "years_axis": "anni",
        "weeks_axis": "settimane",
        "this_future": "In questo futuro", "all_futures": "In tutti i {n} futuri", "some_futures": "In {k} futuri su {n}",
        "no_future": "In nessuno dei {n} futuri", "this_short": "in questo futuro", "all_short": "in tutti i {n} futuri",
        "some_short": "in {k} futuri su {n}",
        "the_enterprise": "l’impresa", "and": "{a} e {b}",
        "earns": "{where} {who} guadagna nell’arco di {time}", "loses": "{where} {who} perde denaro nell’arco di {time}",
        "ruin_none": "nessuno finisce in rovina.", "ruin_one": "1 finisce in rovina.",
        "ruin_some": "{k} finiscono in rovina.", "ruin_all": "tutti finiscono in rovina.",
        "ruin_here": "finisce in rovina.", "ruin_not_here": "resta in attività.",
        "rises": "Sale {span} {where}", "falls": "Scende {span} {where}", "same": "Resta uguale {span} {where}",
        "unclear": "Senza direzione chiara: sale {up}, scende in {down}",
        "span_year": "dal primo all’ultimo anno", "span_quarter": "dal primo all’ultimo trimestre",
        "span_half": "dalla prima alla seconda metà", "one_value": "{median}, da {low} a {high} in 9 futuri su 10",
        "typical": "{when}: {median} nel futuro di mezzo, da {low} a {high} in 9 su 10", "alone": "{when}: {median}",
        "last_year": "Nell’ultimo anno", "whole_run": "In {time}",
        "nothing": "Niente da disegnare: nessun valore",
        "mean_13": "media di 13 settimane", "sum_52": "ultime 52 settimane",
        "median": "valore di mezzo, settimana per settimana", "half": "metà centrale dei futuri", "nine": "9 futuri su 10",
        "each": "ogni futuro", "one": "il futuro disegnato nelle altre figure", "only": "questo futuro", "ruined": "rovina",
        "context": "Contesto, quota di futuri in ciascuno:", "context_one": "Contesto:",
        "compare": "valore di mezzo in «{title}»",
        "shock": "settimane da {a} a {b}: {what}", "shock_on": "dalla settimana {a}: {what}",
        "cells_title": "{title}: l’impresa come cellule",
        "cells_sentence": "In questo futuro {who} passa da {a} a {b} e l’energia delle persone da {c} a {d} su 100.",
        "cells_ruin": "In questo futuro {who} comincia con {a} e finisce in rovina: alla fine nessuna cellula è viva.",
        "cells_none": "nessuna cellula viva", "cells": "{n} cellule", "cells_1": "1 cellula",
        "people": "{n} persone", "people_1": "1 persona",
        "energy": "energia {n}", "organisation": "organizzazione", "organism": "organismo", "indie": "indie",
        "weconomy": "weconomy", "partners": "{n} alleati", "partners_1": "1 alleato",
        "cells_key": "Cellula: il disco sono le persone, il nucleo la loro energia (al 100% riempie il disco). Numero: il primo bisogno "
                     "che serve.",
        "membrane_key": "Membrana: chiusa se indie, a tratti aperti verso la weconomy; gli alleati stanno fuori.",
        "box_key": "Celle: l’ordine per bisogni dell’organizzazione; verso l’organismo svaniscono e le cellule si "
                   "mescolano.",
        "newest": "Mestiere più nuovo:", "founding": "solo mestieri d’origine", "conceptual": "concettuale",
        "method": "di metodo", "accessory": "accessorio",
        "crafts_title": "{title}: l’albero dei mestieri",
        "crafts_sentence": "In questo futuro {who} ha inventato {made} nell’arco di {time}, {absorbed} dagli alleati e "
                           "{woken}.",
        "renamed_sentence": "{renamed} solo cambiato nome: {found}.", "n_made": "{n} mestieri nuovi",
        "n_made_1": "1 mestiere nuovo", "n_woken": "ha risvegliato {n} mestieri vecchi", "n_woken_1": "ha risvegliato 1 mestiere vecchio",
        "n_woken_0": "non ne ha risvegliato nessuno", "n_absorbed": "ne ha assorbiti {n}", "n_absorbed_0": "non ne ha assorbiti",
        "n_renamed": "{n} hanno", "n_renamed_1": "1 ha", "n_found": "{n} sono stati scoperti",
        "n_found_1": "1 è stato scoperto", "n_found_0": "nessuno è stato scoperto", "need": "Bisogno {n}",
        "made": "inventato", "absorbed": "assorbito da un alleato", "woken": "risvegliato", "renamed": "solo rinominato",
        "found_out": "rinominato e scoperto", "asleep": "dorme, poi è risvegliato", "unripe": "sottile, vuoto: non maturato",
        "no_line": "Un gradino: il mestiere prende il bisogno da quello sotto. Senza linea: nessuna cellula lo serve.",
        "founding_craft": "mestiere d’origine",
        "mission": "{n} persone in missione", "campaign": "{n} mestieri rinominati insieme",
        "no_crafts": "nessun mestiere",
        "regimes_title": "{title}: il contesto mutante",
        "regimes_sentence": "Un contesto dura in media {stay}; {where} uno che se n’era andato ritorna, e con lui ciò che "
                            "funzionava.",
        "regimes_still": "Un solo contesto per tutto il tempo: {name}.",
        "regimes_never": "Un contesto dura in media {stay}; nessuno che se n’era andato ritorna entro {time}.",
        "regimes_share": "Quota di futuri in ciascun contesto, settimana per settimana",
        "regimes_each": "Ogni riga è un futuro", "regimes_same": "I contesti, gli stessi in ogni futuro",
        "regimes_only": "I contesti di questo futuro",
        "calm": "calma", "crowded": "affollamento", "price_war": "guerra dei prezzi", "renaissance": "rinascimento",
        "foot": "Simulazione, non previsione. {futures}, seme {seed}, equilibrium {version}.",
        "foot_one": "Simulazione, non previsione. Il primo di {futures}, seme {seed}, equilibrium {version}.",
        "n_futures": "{n} futuri", "n_futures_1": "1 futuro",
    },
}  # fmt: skip

UNITS = {
    "EUR": ("€", "€"), "EUR/week": ("€ a week", "€ a settimana"), "share": ("%", "%"), "1/week": ("% a week", "% a settimana"),
    "customers": ("customers", "clienti"), "customers/week": ("customers a week", "clienti a settimana"),
    "contacts/week": ("contacts a week", "contatti a settimana"), "units": ("units", "unità"),
    "units/week": ("units a week", "unità a settimana"), "crafts/week": ("crafts a week", "mestieri a settimana"),
    "persons/week": ("people a week", "persone a settimana"), "cards/week": ("cards a week", "schede a settimana"),
    "crafts": ("crafts", "mestieri"), "cards": ("cards", "schede"), "allies": ("allies", "alleati"), "cells": ("cells", "cellule"), "persons": ("people", "persone"),
    "100 hours": ("hundreds of hours", "centinaia di ore"), "0 to 1": ("0 to 1", "da 0 a 1"),
}  # fmt: skip


def words(language: str) -> dict[str, str]:
    """The words of `language`.

    Raises
    ------
    ValueError : for a language there are no words of
    """
    if language not in WORDS:
        raise ValueError(f"language: {language!r} found; {' and '.join(LANGUAGES)} are there")
    return WORDS[language]


def unit(name: str, language: str) -> str:
    """`name` of a unit in plain words; a unit of the user's own stays as it is."""
    return UNITS[name][LANGUAGES.index(language)] if name in UNITS else name


def number(value: float, language: str, decimals: int | None = None) -> str:
    """`value` as written in the language: 1,234.5 in English, 1.234,5 in Italian; about three digits unless told."""
    if not isfinite(value):
        return "–"
    if decimals is None:
        size = floor(log10(abs(value))) if value else 0
        decimals = min(max(0, 2 - size), 6) if value != round(value) else 0
    text = f"{value:,.{decimals}f}"
    if decimals and "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text.replace(",", "")) == 0:
        text = "0"
    if language == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def quantity(value: float, name: str, language: str) -> str:
    """`value` of unit `name`, short: shares in per cent, money with its sign, the rest bare."""
    if not isfinite(value):
        return "–"
    if name in ("share", "1/week"):
        return f"{number(value * 100, language, 0 if abs(value) >= 0.1 else 1)}%"
    if name.startswith("EUR"):
        return money(value, language)
    return number(value, language, 0 if abs(value) >= 100 else 1)


def money(value: float, language: str) -> str:
    """Euro in about three digits: €18.2k in English, 18.200 € in Italian."""
    italian = language == "it"
    size, name = 1.0, ""
    for at, short in ((1e3, "" if italian else "k"), (1e6, " mln" if italian else "M"), (1e9, " mrd" if italian else "bn")):
        if abs(value) >= 0.9995 * at:
            size, name = at, short
    if italian and size == 1e3:
        digits = 2 - floor(log10(abs(value)))
        size, value = 1.0, round(value, digits)
    figure = number(value / size, language, 1 if size > 1 and abs(value) < 100 * size else 0)
    return f"{figure}{name} €" if italian else f"€{figure}{name}".replace("€−", "−€")


def futures(count: int, total: int, language: str, start: bool = True) -> str:
    """Natural frequency: "In 81 of 100 futures"; in the middle of a sentence unless at its `start`."""
    said, end = words(language), "futures" if start else "short"
    if total == 1:
        return said["this_future" if start else "this_short"]
    if count == total:
        return said[f"all_{end}"].format(n=total)
    if count == 0 and start:
        return said["no_future"].format(n=total)
    return said[f"some_{end}"].format(k=count, n=total)


def counted(key: str, count: int, language: str) -> str:
    """The words `key` for `count` things, in singular or plural."""
    said = words(language)
    form = f"{key}_{count}" if f"{key}_{count}" in said else key
    return said[form].format(n=number(count, language, 0))


def duration(weeks: float, language: str) -> str:
    """A length of time: whole years as years, else weeks."""
    said, weeks = words(language), round(weeks)
    if weeks >= 104 and weeks % 52 == 0:
        return said["years"].format(n=weeks // 52)
    return said["one_week"] if weeks == 1 else said["weeks"].format(n=weeks)


def regime(name: str, language: str) -> str:
    """A regime's name; one of the user's own as written, with spaces."""
    known = ("calm", "crowded", "price_war", "renaissance")
    return words(language)[name] if name in known else name.replace("_", " ").replace("-", " ")
