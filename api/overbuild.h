/* The engine behind seven C functions, for hosts in other languages: browsers, Python, R, Julia.
 *
 * A model is a configuration that was opened; all answers belong to it, there is no state besides,
 * and different models may be used on different threads at the same time. Nothing throws across
 * this interface. Answers are JSON in UTF-8, good until the next call with the same model, and a
 * question that cannot be answered gets {"error": text}, with "problems" where there are
 * diagnostics:
 *   [{"file", "line", "column", "message", "expected", "nearest", "text"}], as `overbuild check`
 * says. The file of a problem with one of the request's `sets` is "--set PATH".
 */
#ifndef OVERBUILD_API_OVERBUILD_H
#define OVERBUILD_API_OVERBUILD_H

#include <stdint.h>

#ifdef __GNUC__
#define OVERBUILD_API __attribute__((visibility("default"), used))
#else
#define OVERBUILD_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ov_model ov_model;

/* The version of the program: "0.1.0". */
OVERBUILD_API const char* ov_version(void);

/* Opens a configuration: {"config": name, "overlays": [name...], "sets": {path: value...},
 * "seed": number, "trees": {name: tree...}}; only "config" is needed. A text behind "sets" is read
 * as behind `--set`, other values are JSON. With "trees" (core/config/trees.hpp) names are looked
 * up there; without, they are YAML files, where the engine was built to read them. Null only when
 * there is no memory; ov_state tells whether the configuration is sound. */
OVERBUILD_API ov_model* ov_open(const char* request);
OVERBUILD_API void ov_close(ov_model* model);

/* {"name", "title", "config_digest", "seed", "first_year", "years", "priors": count, "statement",
 *  "names": {word of the program: word of the configuration, "many": {role: its plural}}} */
OVERBUILD_API const char* ov_state(ov_model* model);

/* {"parameters": [{"path", "kind", "meaning", "unit", "lo", "hi", "names", "value", "source",
 *  "confidence", "origin", "prior", "quantiles"}], "sliders": [{"path", "lo", "hi", "label",
 * "group"}]} "value" is text; "lo" and "hi" are left out where there is no bound, "names" are those
 * of a choice; "prior" and "quantiles" (values at 5, 25, 50, 75 and 95 %, as text) belong to what
 * is drawn. */
OVERBUILD_API const char* ov_parameters(ov_model* model);

/* {"metrics": [{"name", "unit", "meaning", "absent_when"}]}, the columns of ov_series; units in the
 * configuration's words. */
OVERBUILD_API const char* ov_metrics(ov_model* model);

/* {"key", "text"}: a metric or a key of the configuration, as `overbuild explain` tells it. */
OVERBUILD_API const char* ov_explain(ov_model* model, const char* key);

/* Simulates one world: replicate `replicate` of the ensemble, or, when it is negative, the
 * configuration with its priors at their medians. With `keep_tables` the world's tables can be
 * asked for afterwards, and the answer has its "findings". {"replicate", "digest", "first_year",
 * "years", "metrics": count, "parameters": {path: what was drawn}, "seconds", "findings":
 * {"shortfall", "return", "failures", "losses"}}, each finding with "value", "label" and "text" in
 * the words of the report, or {"error", "kind": "refused" | "failed"}: what was drawn does not fit
 * together, or the program found itself at fault. */
OVERBUILD_API const char* ov_world(ov_model* model, int32_t replicate, int32_t keep_tables);

/* The metrics of the last world, [years][metrics] doubles, NaN where there is no value; null before
 * the first world and after one that has none. Good until the next ov_world with this model. */
OVERBUILD_API const double* ov_series(ov_model* model);

/* {"table", "meaning", "columns": [{"name", "unit", "meaning"}], "csv": text with header}: a table
 * of the last world, by the name of its file without ".csv". */
OVERBUILD_API const char* ov_table(ov_model* model, const char* name);

#ifdef __cplusplus
}
#endif

#endif
