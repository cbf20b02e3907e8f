"""Every parameter once: key, unit, default, plausible range, source, words in both languages.

Sliders, study ranges, the JSON schema, the reference page and the compiled kernels' record are all read from here.
The defaults are the reference scenario (a store chain that renews its welcome of customers).
"""

from dataclasses import dataclass

import numpy as np

AXES = ("push_pull", "volume_value", "selling_serving", "organization_organism", "indie_weconomy")
LEVERS = ("development", "antenna", "substance")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model.

    `low`, `high` bound the plausible range (where a study may draw); `least`, `most` bound what is allowed at all.
    `choices` names the values of a parameter that is no quantity. `own` says that each enterprise may have its own.
    """

    section: str
    key: str
    unit: str
    default: float | str | bool
    low: float
    high: float
    least: float
    most: float
    source: str
    en: str
    it: str
    own: bool = True
    choices: tuple[str, ...] = ()
    whole: bool = False

    @property
    def code(self) -> float:
        """The default as the compiled record holds it: a choice is its position, a switch is 0 or 1."""
        return encode(self, self.default)


def encode(parameter: Parameter, value: float | str | bool) -> float:
    """`value` as a float: a choice is its position among the choices, a switch is 0 or 1."""
    return float(parameter.choices.index(value)) if isinstance(value, str) else float(value)


INF = float("inf")
CAL = "prototype (CALIBRATION)"
FIT = "prototype's range; the value fitted to the model's claims (docs/evidence.md)"
OWN = "own assumption"
REGISTRY: dict[str, Parameter] = {}


def _section(section: str, own: bool, *rows: tuple) -> None:
    """Enter rows (key, unit, default, low, high, least, most, source, en, it) of one section."""
    for key, unit, default, low, high, least, most, source, en, it in rows:
        whole = unit in ("weeks!", "persons!", "count", "")
        REGISTRY[key] = Parameter(
            section, key, unit.rstrip("!") or "count", default, low, high, least, most, source, en, it, own, (), whole
        )


def _choice(section: str, key: str, choices: tuple[str, ...], source: str, en: str, it: str) -> None:
    """Enter a parameter that names one of `choices`; the first is the default."""
    most = float(len(choices) - 1)
    REGISTRY[key] = Parameter(section, key, "-", choices[0], 0, most, 0, most, source, en, it, False, choices)


def _switch(section: str, key: str, source: str, en: str, it: str, own: bool = True) -> None:
    """Enter a mechanism's switch, on by default."""
    REGISTRY[key] = Parameter(section, key, "switch", True, 0, 1, 0, 1, source, en, it, own)


_section("time", False,
    ("weeks", "weeks!", 260, 52, 520, 1, 5200, "contract", "How long the run lasts", "Durata della simulazione"),
)
_section("context", False,
    ("needs", "", 10, 5, 20, 1, 64, "contract", "Needs of customers", "Bisogni dei clienti"),
    ("facts", "", 3, 2, 6, 1, 64, "contract", "Facts of reality per need", "Fatti di realtà per bisogno"),
    ("sojourn", "weeks", 40, 20, 80, 1, INF, CAL, "Mean stay in a regime", "Durata media di un regime"),
    ("template_flip", "share", .25, .15, .35, 0, 1, CAL,
     "Facts in which a regime's reality differs from the common one", "Fatti in cui un regime differisce dalla realtà comune"),
    ("drift", "1/week", .006, .002, .008, 0, 1, FIT, "Weekly chance that a fact flips", "Probabilità settimanale che un fatto si ribalti"),
)
_section("population", False,
    ("customers", "", 5000, 1000, 1_000_000, 1, 100_000_000, "contract", "Simulated customers", "Clienti simulati"),
    ("customer_weight", "customers", 9, 5, 50, 1e-6, INF, "scale of sales to wages (docs/calibration.md)",
     "Real customers that one simulated customer stands for", "Clienti reali che un cliente simulato rappresenta"),
    ("degree", "", 8, 4, 16, 0, 1000, "PERFORMANCE workload", "Mean number of neighbours", "Numero medio di conoscenti"),
    ("rewiring", "share", .1, 0, .3, 0, 1, "Watts & Strogatz (1998)", "Rewired links of the small world", "Legami riassegnati nel piccolo mondo"),
    ("seekers", "share", .5, .3, .6, 0, 1, CAL, "Customers who search by themselves", "Clienti che cercano da soli"),
    ("price_sensitivity", "1/(60 EUR)", 2.8, 2.1, 3.4, 0, 20, "orange juice elasticity -2.64; range from juice and cheese (docs/data.md)",
     "Median weight of price in the choice", "Peso mediano del prezzo nella scelta"),
    ("price_spread", "log sd", .9, .6, 1.1, 0, 3, CAL, "Spread of price sensitivity", "Dispersione della sensibilità al prezzo"),
    ("purchase_rate", "1/week", .0594, .05, .07, 0, 50, "CDNOW, r/alpha, in weeks (docs/calibration.md)", "Mean purchases of a customer", "Acquisti medi di un cliente"),
    ("purchase_shape", "-", .243, .21, 3.7, .05, INF, "CDNOW, r (Fader, Hardie & Lee 2005); high end from e-mail cells (docs/data.md)",
     "Evenness of purchase rates (gamma shape)", "Uniformità dei ritmi d'acquisto (forma gamma)"),
    ("drop_a", "-", .793, .25, 1.3, 0, INF, "CDNOW, a (Fader, Hardie & Lee 2005); range with the grocer", "Dropping out after a purchase, beta a", "Abbandono dopo un acquisto, beta a"),
    ("drop_b", "-", 2.426, 1.2, 6, .01, INF, "CDNOW, b (Fader, Hardie & Lee 2005); range with contracts", "Dropping out after a purchase, beta b", "Abbandono dopo un acquisto, beta b"),
)
_choice("population", "network", ("watts_strogatz", "mixing", "none", "random", "barabasi_albert", "ring", "edges"), "contract",
        "Who talks with whom", "Chi parla con chi")
_choice("population", "influence", ("link", "share"), "TARGETS 1", "Talk counts glad neighbours or their share",
        "Il passaparola conta i vicini contenti o la loro quota")
_section("levers", True,
    ("development", "share of hours", .14, .08, .20, 0, .9, CAL, "Hours given to renewal", "Ore dedicate al rinnovamento"),
    ("antenna", "share of hours", .03, .01, .05, 0, .5, CAL, "Hours given to market missions", "Ore dedicate alle missioni sul mercato"),
    ("substance", "share", 1., .5, 1, 0, 1, "founding text", "Renewal that is real work, not relabelling", "Rinnovamento vero, non cambio di nome"),
)
_section("rhythm", True,
    ("inertia_push_pull", "weeks", 4, 2, 8, 1, 520, CAL, "Inertia of push and pull", "Inerzia di push e pull"),
    ("inertia_volume_value", "weeks", 13, 8, 26, 1, 520, CAL, "Inertia of volume and value", "Inerzia di volume e valore"),
    ("inertia_selling_serving", "weeks", 4, 2, 8, 1, 520, CAL, "Inertia of selling and serving", "Inerzia di selling e serving"),
    ("inertia_organization_organism", "weeks", 13, 8, 26, 1, 520, CAL, "Inertia of organisation and organism", "Inerzia di organizzazione e organismo"),
    ("inertia_indie_weconomy", "weeks", 8, 4, 16, 1, 520, CAL, "Inertia of indie and weconomy", "Inerzia di indie e weconomy"),
    ("move_cost", "share of hours", .3, .1, 1, 0, 10, OWN, "Week's hours lost when an axis moves over its whole length", "Ore perse per uno spostamento completo"),
)
_section("cells", True,
    ("cells", "", 10, 5, 50, 1, 1000, CAL, "Cells at the start", "Cellule all'inizio"),
    ("people", "persons!", 3, 2, 8, 1, 1000, CAL, "People in a cell", "Persone in una cellula"),
    ("weekly_hours", "hours", 36, 32, 40, 1, 100, "contract", "Hours a person works in a week", "Ore settimanali di una persona"),
    ("productivity_floor", "share", .55, .5, .7, 0, 1, FIT, "Productivity at zero energy", "Produttività a energia zero"),
    ("links", "", 4, 2, 8, 0, 64, CAL, "Neighbouring cells a cell is linked to", "Cellule vicine collegate"),
    ("coordination", "share of hours", .03, .0125, .05, 0, 1, FIT + ", over 4 neighbours", "Hours spent to agree with each autonomous neighbour", "Ore per accordarsi con ogni vicino autonomo"),
    ("standard_gain", "share", .07, .06, .20, 0, 2, FIT, "Productivity gained where beliefs are shared with the code", "Produttività dalle regole davvero condivise"),
    ("local", "share", .20, .1, .4, 0, 1, CAL, "Weight of a cell's own response at the organism pole", "Peso della risposta locale al polo organismo"),
    ("local_noise", "share", .15, .05, .3, 0, 2, CAL, "Noise in what a cell sees", "Rumore in ciò che vede una cellula"),
    ("plan_period", "weeks", 13, 8, 26, 1, 520, CAL, "Weeks between reviews of the plan", "Settimane fra due revisioni del piano"),
    ("needs_faced", "", 3, 1, 5, 1, 64, CAL, "Needs a cell faces", "Bisogni seguiti da una cellula"),
)
_section("integration", True,
    ("interference", "share of hours", .30, .1, .4, 0, 1, CAL, "Hours lost by both selling and serving", "Ore perse facendo sia selling sia serving"),
    ("interference_sides", "share of hours", .10, 0, .2, 0, 1, OWN, "Hours lost by both push and pull, both indie and alliance", "Ore perse fra push e pull, fra indie e alleanze"),
    ("integration_floor", "share", .4, .2, .6, 0, 1, CAL, "Integration left to a craft whose content is outdated", "Integrazione di un mestiere non più attuale"),
)
_section("learning", True,
    ("learn_from_code", "1/week", .10, .05, .3, 0, 1, "March (1991), p1", "Cells learn from the code", "Le cellule imparano dal codice"),
    ("learning_spread", "share", 0, 0, .8, 0, 1, "March (1991), mixed p1", "Half of the cells learn so much faster from the code, half slower", "Metà delle cellule impara tanto più in fretta dal codice, metà più piano"),
    ("code_learns", "1/week", .06, .04, .2, 0, 1, "March (1991), p2", "The code learns from better cells", "Il codice impara dalle cellule migliori"),
    ("turnover", "1/week", .002, .001, .005, 0, 1, "March (1991), p3; about 10 % a year", "People replaced, at full energy", "Ricambio delle persone, a energia piena"),
    ("turnover_energy", "-", 3.5, 0, 4, 0, 20, OWN + "; the value fitted (docs/evidence.md)", "How much more turnover at zero energy", "Quanto cresce il ricambio a energia zero"),
    ("newcomer_knows", "share", .667, 0, 1, 0, 1, "March (1991): 2/3", "Beliefs a newcomer holds, right or wrong", "Convinzioni di un nuovo arrivato"),
    ("peer", "1/week", .08, .04, .15, 0, 1, "Fang, Lee & Schilling (2010)", "Learning from better neighbours", "Imparare dai vicini migliori"),
    ("sense", "1/week", .11, .03, .12, 0, 1, FIT, "A cell senses a fact of a need it faces", "Una cellula coglie un fatto dei suoi bisogni"),
    ("false_alarm", "ratio", .07, .05, .25, 0, 5, FIT, "Wrong senses per right one", "Falsi allarmi per ogni segnale giusto"),
    ("knowledge_start", "share", .5, .3, .7, 0, 1, OWN, "Facts known at the start, beyond chance", "Fatti noti all'inizio, oltre il caso"),
    ("code_start", "share", .5, .3, .7, 0, 1, OWN, "Facts the code holds at the start, all right", "Fatti che il codice contiene all'inizio"),
    ("coherence_power", "-", 1.5, 1, 2, .1, 10, CAL, "Synergy of facts within a need", "Sinergia fra i fatti di un bisogno"),
)
_choice("learning", "learning_reading", ("text", "program"), "TARGETS 2; docs/known-worlds.md",
        "March's learning: as printed, or by the reading behind his printed figures",
        "L'apprendimento di March: come nel testo stampato, o come nel programma che ne diede i numeri")
_section("crafts", True,
    ("make_hours", "hours", 220, 120, 350, 1, INF, CAL, "Hours of an attempt at a new craft", "Ore per tentare un nuovo mestiere"),
    ("pilot_error", "probability", .30, .1, .5, 0, 1, CAL, "A pilot lets a worse content through", "Il pilota lascia passare un contenuto peggiore"),
    ("chance_bits", "probability", .15, .05, .3, 0, 1, CAL, "Facts left to chance when recombining", "Fatti lasciati al caso nel ricombinare"),
    ("practice_hours", "hours", 180, 100, 600, 1, INF, OWN, "Practice that halves what is left to learn, first time", "Ore di pratica per il primo dimezzamento"),
    ("practice_power", "-", 1.5, .5, 2.5, .05, 10, "power law of practice", "Power of learning by doing", "Esponente dell'imparare facendo"),
    ("practice_share", "share of hours", .25, .1, .5, 0, 1, OWN, "Front hours that practise a craft", "Ore di prima linea che esercitano un mestiere"),
    ("practice_belief", "1/week", .1, .1, .4, 0, 1, OWN + "; the value fitted (docs/evidence.md)", "Practising cells take on a craft's facts", "Chi pratica ne assume i fatti"),
    ("mature_at", "share", .7, .5, .9, .01, .99, OWN, "Maturity at which a craft counts", "Maturità alla quale un mestiere conta"),
    ("conceptual", "probability", .5, .3, .6, 0, 1, CAL, "A new craft is conceptual", "Un nuovo mestiere è concettuale"),
    ("method", "probability", .3, .2, .4, 0, 1, CAL, "A new craft is of method", "Un nuovo mestiere è di metodo"),
    ("craft_fades", "1/week", .006, .003, .012, 0, 1, CAL, "Conceptual and method levels fade", "I livelli concettuale e di metodo sbiadiscono"),
    ("method_gain", "share", .15, .05, .3, 0, .9, OWN, "Hours of a request or attempt that method crafts save", "Ore risparmiate dai mestieri di metodo"),
    ("method_success", "share", .5, .2, .8, 0, 1, OWN, "Failed pilots and facts left to chance that method crafts avoid", "Errori e casualità evitati dai mestieri di metodo"),
    ("craft_step", "share", .25, .1, .5, 0, 1, OWN, "A ripe method or accessory craft raises its level", "Quanto un mestiere di metodo o accessorio alza il suo livello"),
    ("hangar_weeks", "weeks", 3, 2, 6, 0, 52, "founding text", "Weeks in the service designer's hangar", "Settimane nell'hangar del service designer"),
    ("hangar_hours", "hours", 12, 4, 24, 0, 1000, OWN, "A hosted cell's hours a week in the hangar", "Ore settimanali di una cellula ospite"),
    ("craft_energy", "-", .30, .15, .45, 0, 1, CAL, "Energy from a matured new craft", "Energia da un nuovo mestiere maturo"),
    ("energy_step", "-", .05, .02, .1, 0, 1, OWN, "Rise that counts as energy found again", "Aumento che conta come energia ritrovata"),
    ("imitation", "1/week", .006, .005, .02, 0, 1, FIT, "Others catch up with a unique content", "Gli altri raggiungono un contenuto unico"),
)
_section("relabelling", True,
    ("relabel_hours", "hours", 45, 30, 80, 0, INF, CAL, "Hours to rename a craft", "Ore per rinominare un mestiere"),
    ("found", "1/week", .02, .01, .05, 0, 1, CAL, "A renaming is found out", "Un cambio di nome viene scoperto"),
    ("credibility_loss", "share", .06, .03, .1, 0, 1, CAL, "Credibility lost when found out", "Credibilità persa alla scoperta"),
    ("credibility_recovery", "1/week", .008, .004, .015, 0, 1, CAL, "Credibility recovers", "La credibilità si recupera"),
    ("buzz", "100 hours", .8, .3, 1.5, 0, 100, CAL, "Attention an announced craft earns, as goodwill", "Attenzione di un annuncio, come goodwill"),
    ("relabel_energy", "share", .5, .2, .8, 0, 2, CAL, "Energy of a renaming against a new craft's", "Energia di un cambio di nome rispetto a un mestiere nuovo"),
    ("found_energy", "-", .02, .005, .05, 0, 1, OWN, "Energy lost in each cell when found out", "Energia persa da ogni cellula alla scoperta"),
)
_switch("relabelling", "symbolic", "TARGETS 10", "Names are heard: announcements, energy, discovery", "I nomi contano: annunci, energia, scoperta")
_section("missions", True,
    ("mission_hours", "hours", 100, 50, 150, 1, INF, CAL, "Hours of one person's market mission", "Ore di una missione sul mercato"),
    ("notice_a", "-", 1.445, 1, 2, .01, INF, "Griffin & Hauser (1993)", "Beta a of the chance to notice a fact", "Beta a della probabilità di notare un fatto"),
    ("notice_b", "-", 2.934, 2, 4, .01, INF, "Griffin & Hauser (1993)", "Beta b of the chance to notice a fact", "Beta b della probabilità di notare un fatto"),
    ("card_accuracy", "probability", .75, .65, .85, 0, 1, CAL, "An insight card is right", "Una scheda è giusta"),
    ("card_evidence", "weight", .5, .3, .8, 1e-6, 1000, OWN, "Weight of cards on a fact that counts as evidence", "Peso delle schede su un fatto che vale come prova"),
    ("listening", "1/week", .1, .1, .4, 0, 1, OWN + "; the value fitted (docs/evidence.md)", "Cards from one's own customers, a need, at full care or community manager", "Schede dai propri clienti, per bisogno, a piena cura o con un community manager"),
    ("listening_accuracy", "probability", .9, .8, .95, 0, 1, OWN, "A card from one's own customers is right", "Una scheda dai propri clienti è giusta"),
    ("free_missions", "1/week", .01, .005, .02, 0, 10, OWN, "Missions a person makes in free time, at full level of accessory crafts", "Missioni di una persona nel tempo libero, con tutti i mestieri accessori"),
    ("card_ageing", "1/week", .04, .02, .08, 0, 1, CAL, "A card's weight fades", "Il peso di una scheda svanisce"),
    ("card_belief", "1/week", .02, .02, .1, 0, 1, OWN + "; the value fitted (docs/evidence.md)", "A cell corrects a belief that cards contradict", "Una cellula corregge una convinzione smentita"),
)
_section("alliances", True,
    ("absorb_hours", "hours", 55, 35, 90, 1, INF, CAL, "Hours to absorb an ally's content", "Ore per assorbire un contenuto"),
    ("alliance_keep", "share", .9, .8, .95, 0, 1, OWN, "Alliance hours that still count a week later", "Ore di alleanza che contano ancora dopo una settimana"),
    ("leak", "share", .015, .003, .03, 0, 1, FIT, "Uniqueness leaked by each absorption", "Unicità persa a ogni assorbimento"),
    ("own_decay", "1/week", .004, .002, .01, 0, 1, CAL, "Absorptive capacity fades", "La capacità di assorbire svanisce"),
    ("absorptive_half", "share", .15, .08, .4, 1e-9, 10, "Cohen & Levinthal (1990)", "Own crafts at half absorptive capacity", "Mestieri propri a metà capacità"),
    ("absorptive_floor", "probability", .03, 0, .1, 0, 1, CAL, "Absorbing without own crafts", "Assorbire senza mestieri propri"),
    ("alliance_forms", "1/(100 hours)", .05, .02, .1, 0, 10, OWN, "Chance that a partnership forms, full overlap", "Probabilità che nasca un'alleanza"),
    ("ally_attention", "1/week", .008, .008, .03, 0, 1, FIT, "Attention of allies' customers, at most", "Attenzione dei clienti degli alleati, al massimo"),
    ("ally_half", "hours", 540, 360, 900, 1e-9, INF, CAL, "Alliance hours in stock at half attention", "Ore di alleanza a metà attenzione"),
)
_section("allies", False,
    ("allies", "", 3, 1, 8, 0, 64, "contract", "Possible allies", "Possibili alleati"),
    ("ally_tracking", "1/week", .05, .02, .08, 0, 1, CAL, "An ally updates a fact", "Un alleato aggiorna un fatto"),
    ("ally_error", "probability", .10, .05, .2, 0, 1, FIT, "An update is wrong", "Un aggiornamento è sbagliato"),
    ("purposes", "share", .6, .3, .9, 0, 1, OWN, "Needs an ally cares for", "Bisogni che stanno a cuore a un alleato"),
)
_section("contacts", True,
    ("contact_rate", "1/hour", 9, 6.3, 14.4, 0, INF, CAL + " times customer_weight", "Contacts per push hour", "Contatti per ora di push"),
    ("fatigue_scale", "-", .5, .05, .8, 0, 20, CAL + "; low end from telemarketing (docs/data.md)", "How fatigue dulls a contact", "Quanto la saturazione attenua un contatto"),
    ("fatigue_decay", "1/week", .85, .8, .92, 0, 1, CAL, "Fatigue kept from week to week", "Saturazione che resta dopo una settimana"),
    ("annoyance", "share", .02, .01, .04, 0, 1, CAL, "Satisfaction a contact costs with one's own customers", "Soddisfazione persa per contatto con i propri clienti"),
    ("seeker_response", "share", .35, .2, .5, 0, 1, CAL, "How seekers respond to push", "Risposta al push di chi cerca da sé"),
)
_section("goodwill", True,
    ("goodwill_keep", "1/week", .94, .9, .97, 0, 1, "Nerlove & Arrow (1962)", "Goodwill kept from week to week", "Goodwill che resta dopo una settimana"),
    ("goodwill_half", "100 hours", 22, 15, 40, 1e-9, INF, FIT, "Goodwill at half of its effect", "Goodwill a metà dell'effetto"),
)
_section("talk", False,
    ("glad_above", "share", .65, .55, .8, 0, 1, OWN, "Satisfaction above which customers praise", "Soddisfazione oltre la quale si parla bene"),
    ("sorry_below", "share", .40, .2, .5, 0, 1, OWN, "Satisfaction below which customers complain", "Soddisfazione sotto la quale si parla male"),
    ("sorry_weight", "-", .7, .5, 2, 0, 20, CAL, "A sorry neighbour against a glad one", "Peso di un vicino scontento"),
    ("amplification", "share", .5, 0, 1, 0, 20, OWN, "Talk amplified by a community manager", "Passaparola amplificato da un community manager"),
)
_section("choice", True,
    ("attraction", "utility", 1., -1, 1, -20, 20, "magnitudes (docs/calibration.md)", "What an enterprise offers beyond what is modelled", "Attrattiva di base"),
    ("coherence_weight", "utility", 1.9, 1, 2.2, 0, 20, FIT, "Weight of coherence in the choice", "Peso della coerenza nella scelta"),
    ("loyalty", "utility", 3., 1.1, 3, 0, 20, "magnitudes: churn; range from brand panels and telemarketing (docs/data.md)", "Loyalty to the present supplier", "Fedeltà al fornitore attuale"),
    ("loyalty_satisfaction", "utility", 2., 1, 3, 0, 20, CAL, "Loyalty per unit of satisfaction above one half", "Fedeltà per soddisfazione oltre la metà"),
    ("shelf", "elasticity", .5, .15, 1, 0, 3, CAL, "Attraction per shelf share (1: proportional)", "Attrattiva rispetto allo scaffale"),
    ("value_quality", "utility", 1.2, .6, 1.2, -20, 20, "magnitudes (docs/calibration.md)", "Quality of the value tier", "Qualità della fascia valore"),
    ("uniqueness_quality", "utility", 1.8, .6, 1.8, 0, 20, FIT, "Quality that uniqueness adds to the value tier", "Qualità che l'unicità aggiunge al valore"),
    ("price_volume", "EUR", 60., 50, 70, 0, INF, CAL, "Price, volume tier", "Prezzo, fascia volume"),
    ("price_value", "EUR", 120., 100, 140, 0, INF, CAL, "Price, value tier", "Prezzo, fascia valore"),
)
_choice("choice", "quality_response", ("linear", "saturating"), OWN + "; docs/odd.md, 7.14",
        "How uniqueness raises the quality of the value tier", "Come l'unicità alza la qualità della fascia valore")
_section("supply", True,
    ("cost_volume", "EUR", 38., 34, 42, 0, INF, CAL, "Unit cost, volume tier", "Costo unitario, volume"),
    ("cost_value", "EUR", 81., 76, 92, 0, INF, FIT, "Unit cost, value tier", "Costo unitario, valore"),
    ("wright", "exponent", .12, .05, .2, 0, 2, "Wright (1936); the value fitted (docs/evidence.md)", "Experience lowers unit cost, volume tier", "L'esperienza abbassa il costo unitario"),
    ("experience_start", "units", 20_000, 5000, 100_000, 1e-9, INF, OWN, "Units made before the start", "Unità già prodotte all'inizio"),
    ("ahead_discount", "share", .06, .03, .1, 0, 1, CAL, "Cost saved on what is made ahead", "Risparmio su ciò che è fatto in anticipo"),
    ("holding", "share of cost/week", .02, .01, .04, 0, 1, CAL, "Cost of holding stock", "Costo di magazzino"),
    ("writeoff", "share", .5, .3, .8, 0, 1, CAL, "Stock lost when all facts flip", "Scorte perse se tutti i fatti si ribaltano"),
    ("lead", "weeks!", 2, 1, 6, 1, 12, "Chen et al. (2000)", "Weeks from order to shelf", "Settimane dall'ordine allo scaffale"),
    ("forecast_window", "weeks!", 8, 4, 13, 1, 26, "Chen et al. (2000)", "Weeks averaged in the forecast", "Settimane nella previsione"),
    ("safety_units", "units", 0, 0, 500, 0, INF, OWN, "Stock kept for safety whatever the forecast", "Scorta tenuta per sicurezza a prescindere dalla previsione"),
    ("supply_wait", "share", .02, .0, .06, 0, 1, OWN, "Satisfaction lost per purchase made on demand or missed", "Soddisfazione persa quando si aspetta o manca la merce"),
)
_choice("supply", "safety", ("newsvendor", "none"), "TARGETS 4", "Safety stock", "Scorta di sicurezza")
_section("service", True,
    ("request_volume", "1/week", .09, .05, .15, 0, 50, CAL, "Requests of a volume customer", "Richieste di un cliente volume"),
    ("request_value", "1/week", .16, .1, .3, 0, 50, FIT, "Requests of a value customer", "Richieste di un cliente valore"),
    ("request_hours", "hours", .2, .167, .289, 1e-9, INF, FIT + ", over customer_weight", "Hours to answer a request", "Ore per una richiesta"),
    ("patience", "weeks", 2, .5, 8, 1e-3, INF, OWN, "Mean patience of who waits", "Pazienza media di chi attende"),
    ("base_success", "probability", .50, .45, .65, 0, 1, FIT, "Success of an answer without coherence", "Successo di una risposta senza coerenza"),
    ("success_up", "share", .165, .15, .3, 0, 1, "magnitudes: satisfaction (docs/calibration.md)", "Satisfaction gained by a success", "Soddisfazione guadagnata con un successo"),
    ("failure_down", "share", .22, .15, .3, 0, 1, FIT, "Satisfaction lost by a failure", "Soddisfazione persa con un insuccesso"),
    ("wait_down", "share", .12, .06, .2, 0, 1, CAL, "Satisfaction lost by a week's wait", "Soddisfazione persa in una settimana di attesa"),
    ("care", "1/week", .015, .01, .05, 0, 1, "magnitudes: satisfaction (docs/calibration.md)", "Satisfaction from proactive care, at most", "Soddisfazione dalla cura proattiva, al massimo"),
    ("care_saturation", "-", 4, 2, 8, 0, 1000, CAL, "How soon proactive care saturates in spare hours", "Quanto presto la cura proattiva si satura con le ore libere"),
    ("cross_selling", "share", .06, .03, .15, 0, 5, CAL, "Purchases added by proactive care, at most", "Acquisti aggiunti dalla cura proattiva, al massimo"),
)
_section("loyal", True,
    ("lapse_natural", "1/week", .001, .0005, .008, 0, 50, "magnitudes: churn; range from the grocer and carry-over (docs/data.md)", "Natural lapse", "Abbandono naturale"),
    ("lapse_dissatisfied", "1/week", .03, .02, .075, 0, 50, CAL + "; high end from telecom complaints (docs/data.md)", "Lapse at zero satisfaction", "Abbandono a soddisfazione zero"),
    ("drop_satisfaction", "-", 1., 0, 1, 0, 1, OWN, "How much satisfaction lowers dropping out after a purchase", "Quanto la soddisfazione riduce l'abbandono dopo un acquisto"),
    ("repeat_satisfaction", "-", .4, 0, .8, 0, 2, OWN, "How purchases rise with satisfaction", "Quanto gli acquisti crescono con la soddisfazione"),
    ("satisfaction_start", "share", .6, .5, .7, 0, 1, CAL, "Satisfaction of a new customer", "Soddisfazione di un nuovo cliente"),
    ("start_share", "share", .20, .05, .4, 0, 1, CAL, "Customers won before the start", "Clienti già acquisiti all'inizio"),
)
_section("energy", True,
    ("energy_start", "share", .7, .5, .9, 0, 1, OWN, "Energy at the start", "Energia all'inizio"),
    ("energy_rate", "1/week", .05, .02, .08, 0, 1, FIT, "Energy moves to its level", "Velocità con cui l'energia va al suo livello"),
    ("energy_base", "share", .55, .4, .7, 0, 1, OWN, "Level of energy in plain times", "Livello di energia in tempi normali"),
    ("energy_success", "-", .7, .2, .8, 0, 5, "Harter et al. (2002), sign; magnitudes (docs/calibration.md)", "Energy from success with customers", "Energia dal successo con i clienti"),
    ("energy_autonomy", "-", .08, .05, .2, 0, 5, "self-determination theory, sign", "Energy from autonomy", "Energia dall'autonomia"),
    ("energy_overload", "-", .3, .2, .8, 0, 5, OWN + "; the value fitted (docs/evidence.md)", "Energy lost to overload", "Energia persa per il sovraccarico"),
    ("energy_climate", "share", .09, .05, .2, 0, 1, "Harter et al. (2002): correlation across cells", "Spread, between cells and years, of what moves energy from outside of work", "Dispersione, fra cellule e anni, di ciò che muove l'energia da fuori del lavoro"),
    ("energy_annoyed", "-", .1, 0, .6, 0, 5, OWN + "; the value fitted (docs/evidence.md)", "Energy lost to annoyed customers", "Energia persa per i clienti infastiditi"),
)
_section("growth", True,
    ("cells_most", "", 16, 12, 30, 1, 1000, OWN, "Cells an enterprise may have", "Cellule che un'impresa può avere"),
    ("divide_load", "share", .92, .8, 1, 0, 10, OWN, "Load above which a cell may divide", "Carico oltre il quale una cellula può dividersi"),
    ("divide_cash", "weeks of wages", 13, 6, 26, -INF, INF, OWN, "Cash needed to divide", "Cassa necessaria per dividersi"),
    ("die_load", "share", .25, .1, .4, 0, 10, OWN, "Load below which a cell may die", "Carico sotto il quale una cellula può morire"),
    ("growth_weeks", "weeks", 13, 8, 26, 1, 520, OWN, "Weeks over which load is judged", "Settimane su cui si giudica il carico"),
    ("inherit_error", "probability", .1, .05, .2, 0, 1, OWN, "A daughter cell forgets a belief", "Una cellula figlia dimentica una convinzione"),
    ("hiring_cost", "EUR/person", 2000, 500, 5000, 0, INF, OWN, "Cost of hiring", "Costo di un'assunzione"),
    ("severance", "EUR/person", 8000, 2000, 20_000, 0, INF, OWN + "; the value fitted (docs/evidence.md)", "Cost of dismissing a person when a cell dies", "Costo di un licenziamento quando muore una cellula"),
)
_switch("growth", "growth", "contract 11", "Cells divide and die", "Le cellule si dividono e muoiono")
_section("accounts", True,
    ("wage", "EUR/hour", 13, 11, 15, 0, INF, CAL, "Wage", "Retribuzione oraria"),
    ("credit", "EUR", 350_000, 300_000, 2_000_000, 0, INF, "magnitudes: who goes bankrupt (docs/calibration.md)", "Credit line", "Linea di credito"),
    ("alliance_cost", "EUR/week", 60, 0, 200, 0, INF, OWN, "Keeping one partnership", "Mantenere un'alleanza"),
    ("rival_margin", "factor", 1., .5, 1, 0, 10, "price-war scenario", "Rivals' unit margins, times this", "Margini unitari dei rivali, per questo fattore"),
)

COEFFICIENTS: dict[str, Parameter] = {}
for _key, _unit, _default, _low, _high, _most, _en, _it in (
    ("receptivity", "probability", .20, .03, .5, 1, "A contact convinces", "Un contatto convince"),
    ("search", "1/week", .07, .02, .2, 1, "Seekers' search, at full goodwill", "Ricerca di chi cerca, a goodwill pieno"),
    ("word_of_mouth", "1/week", .002, .001, .004, 50, "Strength of talk", "Forza del passaparola"),
    ("price", "factor", 1., .5, 2, 20, "Price sensitivity, times this", "Sensibilità al prezzo, per questo fattore"),
    ("service", "factor", 1., .2, 2, 20, "Service requests, times this", "Richieste di servizio, per questo fattore"),
    ("drift_factor", "factor", 1., .3, 6, 100, "Drift, times this", "Deriva, per questo fattore"),
    ("ally_reach", "factor", 1., .5, 4, 100, "Reach of allies, times this", "Portata degli alleati, per questo fattore"),
):
    COEFFICIENTS[_key] = Parameter("regimes", _key, _unit, _default, _low, _high, 0, _most, CAL, _en, _it, False)

REGIMES: dict[str, dict[str, float]] = {  # the prototype's, moved inside their ranges to the claims (docs/evidence.md)
    "calm": dict(zip(COEFFICIENTS, (.34, .05, .002, 1., 1., .3, .5), strict=True)),
    "crowded": dict(zip(COEFFICIENTS, (.04, .15, .003, 1., 1., 1., 4.), strict=True)),
    "price_war": dict(zip(COEFFICIENTS, (.50, .02, .001, 2., .20, .3, 1.), strict=True)),
    "renaissance": dict(zip(COEFFICIENTS, (.14, .09, .003, .5, 1.3, 6., .5), strict=True)),
}

RECORD = np.dtype([(key, "f8") for key in REGISTRY])
COEFFICIENT_RECORD = np.dtype([(key, "f8") for key in COEFFICIENTS])
