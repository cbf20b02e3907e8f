"""Social graphs: simple, symmetric, of the degree, clustering and tail that their makers state."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equilibrium.networks import build, read_edges
from equilibrium.scenario import Scenario, ScenarioError
from equilibrium.simulation import begin

GROWN = ("watts_strogatz", "random", "barabasi_albert", "ring")


def links(graph):
    """(end, end) of every link, each with both its ends."""
    start, neighbours = graph
    return np.stack([np.repeat(np.arange(len(start) - 1), np.diff(start)), neighbours], 1)


def degrees(graph):
    return np.diff(graph[0])


def clustering(graph):
    """Mean share of a customer's pairs of neighbours who know each other (Watts & Strogatz 1998)."""
    start, neighbours = graph
    circles = [set(neighbours[start[i] : start[i + 1]].tolist()) for i in range(len(start) - 1)]
    shares = []
    for circle in circles:
        if len(circle) > 1:
            known = sum(len(circle & circles[j]) for j in circle)
            shares.append(known / (len(circle) * (len(circle) - 1)))
    return float(np.mean(shares))


def assert_simple(graph, customers):
    """Nobody is his own neighbour, no link stands twice, and each stands with both its ends; neighbours rise."""
    start, neighbours = graph
    assert start.dtype == np.int64 and neighbours.dtype == np.int32
    assert len(start) == customers + 1 and start[0] == 0 and start[-1] == len(neighbours)
    ends = links(graph)
    assert (ends[:, 0] != ends[:, 1]).all()
    assert ((neighbours >= 0) & (neighbours < customers)).all()
    pairs = list(map(tuple, ends.tolist()))
    assert pairs == sorted(set(pairs))
    assert set(pairs) == {(b, a) for a, b in pairs}


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from([*GROWN, "mixing", "none"]), st.integers(1, 60), st.integers(0, 70), st.floats(0, 1),
    st.integers(0, 2**63 - 1), st.integers(0, 2**40),
)  # fmt: skip
def test_any_graph_is_simple_and_symmetric(kind, customers, degree, rewiring, seed, replicate):
    assert_simple(build(kind, customers, degree, rewiring, seed, replicate), customers)


@pytest.mark.parametrize("kind", GROWN)
@pytest.mark.parametrize("degree", [2, 8, 9])
def test_the_mean_degree_is_the_one_asked_for(kind, degree):
    """A lattice has its even part; links that chance draws twice and a newcomers' core cost a little."""
    wanted = degree if kind == "random" else degree - degree % 2
    assert degrees(build(kind, 4000, degree, 0.1, 1, 0)).mean() == pytest.approx(wanted, rel=0.01)


@pytest.mark.parametrize("kind", GROWN)
def test_a_graph_that_asks_for_everybody_links_everybody_at_most_once(kind):
    assert degrees(build(kind, 9, 8, 0.0, 1, 0)).max() <= 8


@pytest.mark.parametrize("kind", ["mixing", "none"])
def test_full_mixing_and_no_network_have_no_links(kind):
    assert degrees(build(kind, 100, 8, 0.1, 1, 0)).sum() == 0


def test_a_ring_links_the_nearest_on_either_side():
    start, neighbours = build("ring", 20, 4, 0.7, 1, 0)
    for i in range(20):
        assert set(neighbours[start[i] : start[i + 1]]) == {(i + d) % 20 for d in (-2, -1, 1, 2)}


def test_a_ring_of_degree_eight_has_the_clustering_of_the_lattice():
    """Watts & Strogatz (1998): 3 (k - 2) / (4 (k - 1)) = 0.643 for k = 8."""
    assert clustering(build("ring", 1000, 8, 0.0, 1, 0)) == pytest.approx(3 * 6 / (4 * 7), abs=1e-12)


@pytest.mark.parametrize("rewiring", [0.1, 0.3, 1.0])
def test_a_small_world_rewires_the_share_of_links_asked_for(rewiring):
    customers, half = 20_000, 4
    ends = links(build("watts_strogatz", customers, 2 * half, rewiring, 5, 0))
    apart = (ends[:, 1] - ends[:, 0]) % customers
    near = (np.minimum(apart, customers - apart) <= half).sum() / 2
    kept = near / (customers * half)
    by_chance = rewiring * 2 * half / customers  # rewired to a near one all the same
    deviation = (rewiring * (1 - rewiring) / (customers * half)) ** 0.5
    assert kept == pytest.approx(1 - rewiring + by_chance, abs=4 * deviation + 1e-4)


def test_clustering_falls_with_rewiring():
    """About (1 - rewiring)^3 of the lattice's: Barrat & Weigt (2000)."""
    lattice = clustering(build("ring", 3000, 8, 0.0, 1, 0))
    shares = [0.0, 0.05, 0.2, 0.5, 1.0]
    found = [clustering(build("watts_strogatz", 3000, 8, share, 1, 0)) / lattice for share in shares]
    assert found == sorted(found, reverse=True)
    np.testing.assert_allclose(found, [(1 - share) ** 3 for share in shares], atol=0.03)


def test_preferential_attachment_has_hubs_with_the_tail_of_its_law():
    """Barabasi & Albert (1999): P(degree >= k) tends to m (m + 1) / (k (k + 1)) for m links a newcomer."""
    half, customers = 4, 40_000
    found = degrees(build("barabasi_albert", customers, 2 * half, 0.0, 3, 0))
    assert found.min() == half
    for k in (8, 16, 32, 64):
        law = half * (half + 1) / (k * (k + 1))
        assert (found >= k).mean() == pytest.approx(law, rel=0.05 + 4 / (law * customers) ** 0.5), k
    random = degrees(build("random", customers, 2 * half, 0.0, 3, 0))
    assert found.max() > 10 * random.max()


def test_a_random_graphs_degrees_are_poisson():
    found = degrees(build("random", 20_000, 8, 0.0, 2, 0))
    assert found.var() == pytest.approx(8, rel=0.05)


@pytest.mark.parametrize("kind", ["watts_strogatz", "random", "barabasi_albert"])
def test_seeds_and_replicates_have_graphs_of_their_own_and_repeat_them(kind):
    graphs = [build(kind, 500, 8, 0.5, *at) for at in ((1, 0), (2, 0), (1, 1), (1, 0))]
    pairs = [set(map(tuple, links(graph).tolist())) for graph in graphs]
    assert pairs[0] == pairs[3]
    for other in pairs[1:3]:
        shared = len(pairs[0] & other) / len(pairs[0])
        assert shared < 0.5, shared


def test_one_more_customer_moves_only_the_links_at_the_seam_of_a_ring():
    """Rewired ends are shares of the population: who is rewired stays, and so do all near links of the others."""
    one, other = (links(build("watts_strogatz", n, 8, 0.2, 1, 0)) for n in (500, 501))
    pairs = [{(a, b) for a, b in ends.tolist() if abs(a - b) <= 4} for ends in (one, other)]
    assert len(pairs[0] ^ pairs[1]) < 0.02 * len(pairs[0])


# Edge lists


def written(folder, text, name="edges.txt"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    ["0 1\n1 2\n", "0,1\n1,2\n", "0, 1\n1, 2", "a;b\n0;1\n1;2\n", "from,to\n0,1\n1,2\n", "\ufeff0 1\n1 2\n",
     "# who\n\n0\t1 # near\n1 2\r\n"],
    ids=["spaces", "commas", "both", "header and semicolons", "header", "byte order mark", "comments and blanks"],
)  # fmt: skip
def test_an_edge_list_may_be_written_in_the_usual_ways(tmp_path, text):
    assert read_edges(written(tmp_path, text)).tolist() == [[0, 1], [1, 2]]


def test_an_edge_list_may_be_empty(tmp_path):
    listed = read_edges(written(tmp_path, ""))
    assert listed.shape == (0, 2)
    assert degrees(build("edges", 3, 8, 0.0, 1, 0, listed)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("line", ["0", "0 1 2", "1 x", "1.5 2", "-1 2", "0 99999999999", "2 9223372036854775808"])
def test_a_bad_line_is_named(tmp_path, line):
    with pytest.raises(ValueError, match="line 2"):
        read_edges(written(tmp_path, f"0 1\n{line}\n"))


def test_an_edge_list_in_another_encoding_is_refused(tmp_path):
    path = written(tmp_path, "von,zu\n0,1\n".replace("zu", "für").encode("latin-1"))
    with pytest.raises(UnicodeDecodeError):
        read_edges(path)


def test_links_listed_twice_back_and_forth_or_to_oneself_count_once_or_not_at_all(tmp_path):
    listed = read_edges(written(tmp_path, "0 1\n1 0\n0 1\n2 2\n3 1\n"))
    graph = build("edges", 5, 8, 0.0, 1, 0, listed)
    assert_simple(graph, 5)
    assert set(map(tuple, links(graph).tolist())) == {(0, 1), (1, 0), (1, 3), (3, 1)}


def test_a_customer_beyond_the_population_is_named(tmp_path):
    listed = read_edges(written(tmp_path, "0 1\n1 7\n"))
    with pytest.raises(ValueError, match="customer 7"):
        build("edges", 7, 8, 0.0, 1, 0, listed)


def test_a_scenario_with_an_edge_list_talks_along_it(tmp_path):
    """0 knows 1 and 2, nobody else knows anybody."""
    path = written(tmp_path, "0 1\n0 2\n")
    scenario = Scenario().with_(customers=10, network="edges", edges=str(path))
    assert scenario.edges().tolist() == [[0, 1], [0, 2]]


def test_a_customer_may_have_more_neighbours_than_a_small_number_holds(tmp_path):
    """One who knows 40 000, all of them glad with the same enterprise."""
    path = written(tmp_path, "".join(f"0 {k}\n" for k in range(1, 40_001)))
    scenario = Scenario().with_(
        customers=40_001, network="edges", edges=str(path), start_share=1.0, rivals=[], satisfaction_start=0.9
    )
    people = begin(scenario, 1, [0]).state.customers
    assert people.glad[0, 0, 0] == 40_000
    assert (people.glad[0, 0, 1:] == 1).all()


def test_a_scenario_names_the_file_of_a_bad_edge_list(tmp_path):
    path = written(tmp_path, "0 1\nx y\n")
    with pytest.raises(ScenarioError, match=r"edges\.txt"):
        Scenario().with_(customers=10, network="edges", edges=str(path)).edges()
