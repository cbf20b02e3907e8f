/* The customers' week of `equilibrium` as a plain C loop: everything that happens to one customer, one customer after
   the other, on the same arrays, with the same draws and the same rule for telling neighbours only what changed. */

#include <math.h>
#include <stdint.h>

#define GOLDEN 0x9E3779B97F4A7C15ULL
#define FIRST 0xBF58476D1CE4E5B9ULL
#define SECOND 0x94D049BB133111EBULL

enum { MOST_ENTERPRISES = 8, MOST_NEEDS = 32 };

typedef struct { /* what one enterprise is for customers this week; filled in by the benchmark */
    double contact, search, receptivity, credibility, fatigue_decay, fatigue_scale, seeker_response, annoyance;
    double base_success, success_up, failure_down, wait_down, patience, care_gain, repeat_satisfaction, cross_selling, care;
    double supply_wait, supply_gap, drop_satisfaction, lapse_natural, lapse_dissatisfied, loyalty, loyalty_satisfaction;
    double satisfaction_start, price[2], hazard[2];
    double attention[MOST_NEEDS], talk[MOST_NEEDS], answered[MOST_NEEDS], coherence[MOST_NEEDS], appeal[MOST_NEEDS][2];
} Enterprise;

typedef struct {
    int64_t customers, enterprises, needs;
    double sorry_weight, price_factor, glad_above, sorry_below;
    uint8_t *need, *seeker;
    float *sensitivity, *rate, *drop;
    int8_t *supplier, *tier;
    float *satisfaction;
    uint8_t *request, *mood, *told;
    float *fatigue;        /* (enterprise, customer) */
    int16_t *glad, *sorry; /* (enterprise, customer) */
    int64_t *start;
    int32_t *neighbours;
} World;

static inline uint64_t mixed(uint64_t word) {
    word = (word ^ (word >> 30)) * FIRST;
    word = (word ^ (word >> 27)) * SECOND;
    return word ^ (word >> 31);
}

static uint64_t stream(uint64_t seed, uint64_t replicate, uint64_t week, uint64_t mechanism) {
    uint64_t key = mixed(seed + GOLDEN);
    key = mixed(key ^ (replicate * GOLDEN + FIRST));
    key = mixed(key ^ (week * GOLDEN + SECOND));
    return mixed(key ^ (mechanism * GOLDEN));
}

static inline double uniform(uint64_t key, uint64_t entity) {
    return (double)(mixed(key + (entity + 1) * GOLDEN) >> 11) * 0x1p-53;
}

static inline double happens(double hazard) { return -expm1(-hazard); }

static void tell(const World *w, int64_t i, int mood, int step) {
    if (mood == 0) return;
    int16_t *heard = (mood % 2 ? w->glad : w->sorry) + (mood - 1) / 2 * w->customers;
    for (int64_t link = w->start[i]; link < w->start[i + 1]; link++) heard[w->neighbours[link]] += step;
}

/* `counts` (enterprise, COUNTS), set to zero by the caller */
void week(const World *w, const Enterprise *firms, int64_t seed, int64_t replicate, int64_t now, double *counts) {
    const int64_t n = w->customers, enterprises = w->enterprises;
    const uint64_t key_service = stream(seed, replicate, now, SERVICE), key_purchase = stream(seed, replicate, now, PURCHASE);
    const uint64_t key_drop = stream(seed, replicate, now, DROP), key_lapse = stream(seed, replicate, now, LAPSE);
    const uint64_t key_contact = stream(seed, replicate, now, CONTACT), key_search = stream(seed, replicate, now, SEARCH);
    const uint64_t key_ally = stream(seed, replicate, now, ALLY_ATTENTION), key_choice = stream(seed, replicate, now, CHOICE);
    const uint64_t key_talk = stream(seed, replicate, now, WORD_OF_MOUTH), key_request = stream(seed, replicate, now, REQUEST);
    double leaves[MOST_ENTERPRISES];
    for (int e = 0; e < enterprises; e++) leaves[e] = happens(1.0 / firms[e].patience);
    for (int64_t i = 0; i < n; i++) {
        int supplier = w->supplier[i], request = w->request[i];
        const int g = w->need[i];
        float s = w->satisfaction[i];
        if (request) { /* answered, in vain, given up, or waiting on */
            const Enterprise *f = &firms[supplier];
            double *count = counts + supplier * COUNTS, u = uniform(key_service, i), chance = f->answered[g];
            if (u < chance) {
                count[SERVED]++;
                request = 0;
                if (u < chance * (f->base_success + (1.0 - f->base_success) * f->coherence[g])) {
                    s += f->success_up * (1.0 - s);
                    count[SUCCEEDED]++;
                } else
                    s *= 1.0 - f->failure_down;
            } else {
                s *= 1.0 - f->wait_down;
                if (u < chance + (1.0 - chance) * leaves[supplier]) {
                    request = 0;
                    count[ABANDONED]++;
                } else {
                    request = request < 250 ? request + 1 : 250;
                    count[WAITING]++;
                }
            }
        }
        if (supplier >= 0) { /* cared for, buying, dropping out, lapsing */
            const Enterprise *f = &firms[supplier];
            double *count = counts + supplier * COUNTS;
            s += (float)f->care_gain * (1.0f - s);
            double more = 1.0 + f->repeat_satisfaction * (2.0 * s - 1.0);
            double hazard = w->rate[i] * (more > 0.0 ? more : 0.0) * (1.0 + f->cross_selling * f->care);
            double u = uniform(key_purchase, i);
            int gone = 0;
            if (u < hazard && u < happens(hazard)) {
                count[w->tier[i] ? UNITS_VALUE : UNITS_VOLUME]++;
                if (w->tier[i] == 0) s *= 1.0 - f->supply_wait * f->supply_gap;
                double drop = w->drop[i] * fmax(0.0, 1.0 + f->drop_satisfaction * (1.0 - 2.0 * s));
                gone = uniform(key_drop, i) < (drop < 1.0 ? drop : 1.0);
            }
            if (!gone) {
                hazard = f->lapse_natural + f->lapse_dissatisfied * (1.0 - s) * (1.0 - s);
                u = uniform(key_lapse, i);
                gone = u < hazard && u < happens(hazard);
            }
            if (gone) {
                count[LAPSED]++;
                supplier = -1;
                request = 0;
            }
        }
        unsigned considers = 0;
        for (int e = 0; e < enterprises; e++) { /* contacted, searching, introduced, told by neighbours */
            const Enterprise *f = &firms[e];
            double *count = counts + e * COUNTS;
            const uint64_t entity = 8 * i + e;
            float *fatigue = &w->fatigue[e * n + i];
            *fatigue *= (float)f->fatigue_decay;
            double u = uniform(key_contact, entity);
            if (u < f->contact) {
                count[CONTACTED]++;
                if (supplier == e)
                    s *= 1.0 - f->annoyance;
                else {
                    count[PROSPECTS]++;
                    double limit = f->contact * (f->receptivity * f->credibility * exp(-f->fatigue_scale * *fatigue));
                    if (u < limit * (w->seeker[i] ? f->seeker_response : 1.0)) {
                        considers |= 1u << e;
                        count[CONVINCED]++;
                    }
                }
                *fatigue += 1.0f;
            }
            if (supplier == e) continue;
            if (w->seeker[i] && uniform(key_search, entity) < f->search) {
                considers |= 1u << e;
                count[SEARCHED]++;
            }
            if (f->attention[g] > 0.0 && uniform(key_ally, entity) < f->attention[g]) {
                considers |= 1u << e;
                count[INTRODUCED]++;
            }
            const int16_t glad = w->glad[e * n + i];
            if (glad > 0) {
                double hazard = f->talk[g] * fmax(0.0, glad - w->sorry_weight * w->sorry[e * n + i]);
                u = uniform(key_talk, entity);
                if (u < hazard && u < happens(hazard)) {
                    considers |= 1u << e;
                    count[TALKED]++;
                }
            }
        }
        if (considers) { /* logit over tiers, enterprises, the present one and none */
            double weights[2 * MOST_ENTERPRISES], total = 1.0;
            for (int e = 0; e < enterprises; e++)
                for (int t = 0; t < 2; t++) {
                    const Enterprise *f = &firms[e];
                    double weight = 0.0;
                    if (supplier == e || considers >> e & 1) {
                        double value = f->appeal[g][t] - w->sensitivity[i] * w->price_factor * f->price[t] / 60.0;
                        if (supplier == e) value += f->loyalty + f->loyalty_satisfaction * (s - 0.5);
                        weight = exp(value);
                    }
                    weights[2 * e + t] = weight;
                    total += weight;
                }
            double u = uniform(key_choice, i) * total;
            int chosen = -1;
            for (int k = 0; k < 2 * enterprises && chosen < 0; k++)
                if ((u -= weights[k]) < 0.0) chosen = k;
            if (chosen < 0) {
                if (supplier >= 0) counts[supplier * COUNTS + LAPSED]++;
                supplier = -1;
                request = 0;
            } else {
                w->tier[i] = chosen % 2;
                if (chosen / 2 != supplier) {
                    if (supplier >= 0) counts[supplier * COUNTS + SWITCHED]++;
                    supplier = chosen / 2;
                    counts[supplier * COUNTS + WON]++;
                    counts[supplier * COUNTS + WON_VALUE] += chosen % 2;
                    s = firms[supplier].satisfaction_start;
                    request = 0;
                }
            }
        }
        int mood = 0;
        if (supplier >= 0) { /* asking, feeling, counted */
            double *count = counts + supplier * COUNTS, hazard = firms[supplier].hazard[w->tier[i]];
            if (request == 0) {
                double u = uniform(key_request, i);
                if (u < hazard && u < happens(hazard)) request = 1;
            }
            if (s > w->glad_above)
                mood = 1 + 2 * supplier;
            else if (s < w->sorry_below)
                mood = 2 + 2 * supplier;
            count[w->tier[i] ? CUSTOMERS_VALUE : CUSTOMERS_VOLUME]++;
            count[SATISFACTION] += s;
            if (mood) count[mood % 2 ? GLAD : SORRY]++;
        }
        w->supplier[i] = supplier;
        w->request[i] = request;
        w->satisfaction[i] = s;
        w->mood[i] = mood;
    }
    for (int64_t i = 0; i < n; i++)
        if (w->mood[i] != w->told[i]) {
            tell(w, i, w->told[i], -1);
            tell(w, i, w->mood[i], 1);
            w->told[i] = w->mood[i];
        }
}
