/* The engine behind some C functions, for hosts in other languages: browsers, Python, R, Julia.
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
 * "seed": number, "replicate": number, "threads": number, "trees": {name: tree...}}; only "config"
 * is needed. A text behind "sets" is read as behind `--set`, other values are JSON. With
 * "replicate" the configuration has its priors as that replicate draws them, otherwise at their
 * medians. "threads" are those of one world that ov_world simulates, 0, the default, for all cores;
 * they change its speed and nothing else. With "trees" (core/config/trees.hpp) names are looked up
 * there; without, they are YAML files or names of shipped configurations, where the engine was
 * built to read files. Null only when there is no memory; ov_state tells whether the configuration
 * is sound. */
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
 * configuration as it was opened. With `keep_tables` the world's tables can be
 * asked for afterwards, and the answer has its "findings". {"replicate", "digest", "first_year",
 * "years", "metrics": count, "parameters": {path: what was drawn}, "seconds", "findings":
 * {"shortfall", "return", "failures", "losses"}}, each finding with "value", "label" and "text" in
 * the words of the report, or {"error", "kind": "refused" | "failed" | "starved" | "interrupted"}:
 * what was drawn does not fit together, the program found itself at fault, memory or threads ran
 * out, or ov_interrupt was called. */
OVERBUILD_API const char* ov_world(ov_model* model, int32_t replicate, int32_t keep_tables);

/* Ends the world that another thread is simulating with this model, if there is one, after the
 * phase of the year that it is in. The only function that may be called while another call with the
 * same model is under way. */
OVERBUILD_API void ov_interrupt(ov_model* model);

/* The metrics of the last world, [years][metrics] doubles, NaN where there is no value; null before
 * the first world and after one that has none. Good until the next ov_world with this model. */
OVERBUILD_API const double* ov_series(ov_model* model);

/* {"table", "meaning", "columns": [{"name", "unit", "meaning", "numeric"}], "csv": text with
 * header}: a table of the last world, by the name of its file without ".csv". A column that is not
 * "numeric" holds names and words, whatever they look like. */
OVERBUILD_API const char* ov_table(ov_model* model, const char* name);

/* What follows is in the shared library only: a page in a browser has neither threads nor files. */

/* Worlds of a model that run on threads of their own. It keeps what it needs of the model, which
 * may be used and closed meanwhile; its own functions are for one thread at a time. */
typedef struct ov_crew ov_crew;

/* Starts many worlds: {"first", "count"} for replicates of the ensemble, or {"worlds":
 * [{"replicate", "sets": {path: value...}}...]} with further values laid over the model's for each
 * world, both with "threads" (0, the default, for all cores; worlds share them, or have them in
 * turn when there are fewer worlds than threads) and "digests" (true, the default; false leaves
 * that of a world empty and saves its time). A replicate of -1, the default, is the
 * configuration as it was opened. Null only when there is no memory; ov_take says what
 * is wrong. */
OVERBUILD_API ov_crew* ov_start(ov_model* model, const char* request);

/* Waits at most so many milliseconds for the next world, in the order they are made: what ov_world
 * tells, with "world", its place in the request from zero; one that did not end has "error" and
 * "kind" as there. Or {"waiting": true} when none came in time, {"done": count} when all were
 * taken, and {"error"} without "world" when none will come. */
OVERBUILD_API const char* ov_take(ov_crew* crew, int32_t milliseconds);

/* The metrics of the world taken last, as ov_series; good until the next ov_take. */
OVERBUILD_API const double* ov_taken(ov_crew* crew);

/* Ends the worlds under way and forgets the crew. So does the end of the process. */
OVERBUILD_API void ov_stop(ov_crew* crew);

/* Answers of the functions below are good until the next call of one of them on the same
 * thread. */

/* {"configurations": [{"name", "file", "description"}]}, as `overbuild list`. */
OVERBUILD_API const char* ov_configurations(void);

/* {"digest"} over [[scenario, replicate, digest]...], worlds in any order: the content digest of a
 * file of an ensemble that holds them. */
OVERBUILD_API const char* ov_content_digest(const char* worlds);

/* One number of each of `worlds` worlds, METRIC:STATISTIC:YEARS or an expression as of
 * `overbuild sensitivity`, into `values`; `series` is [worlds][years][metrics], with all metrics in
 * the order of ov_metrics. NaN where there is no value. {"outcome", "unit"}, the unit empty for an
 * expression; without worlds it only checks the text. */
OVERBUILD_API const char* ov_outcome(const char* outcome, int32_t first_year, int32_t years,
                                     int64_t worlds, const double* series, double* values);

/* {"manifest", "findings", "names", "metrics": [{"name", "unit"}], "tables": {name: {"meaning",
 * "columns"}}} of the run directory that `overbuild run` wrote, after every file in it was held
 * against its digest in the manifest; metrics as of ov_metrics, tables as of ov_table without their
 * text. */
OVERBUILD_API const char* ov_run_directory(const char* directory);

#ifdef __cplusplus
}
#endif

#endif
