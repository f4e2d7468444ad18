// The hand-written first part of docs/outputs.md: how a run directory is laid out and read. The
// tables and metrics below it are generated (tools/docs_command.cpp); refuses to know them.
#pragma once

#include <string_view>

namespace overbuild {

inline constexpr std::string_view outputs_introduction =
    R"(# What a run leaves behind

This page is printed by `overbuild docs outputs`; a test fails when the two differ.

`overbuild run CONFIG` writes one directory, by default `runs/<config>-s<seed>` (and `-r<replicate>`
when `--replicate` is given, and `-2`, `-3` rather than overwriting anything). It is written under a
temporary name and renamed when it is complete: a run directory either has all its files or does not
exist. After a broken invariant, which is an error of the program, what was recorded stays in `<directory>.failed`.

| file | content |
|---|---|
| `manifest.json` | what was run, with what, and what came out |
| `config.yaml` | the configuration with everything resolved; running it repeats the run |
| `*.csv` | the tables below |
| `ro-crate-metadata.json` | all of these, with size and SHA-256, authors and licence, for archives: [RO-Crate 1.1](https://w3id.org/ro/crate/1.1) |

## manifest.json

| key | meaning |
|---|---|
| `version`, `commit`, `sources` | of the program: its commit (`-changed` when sources were not those of the commit, empty outside a repository), a digest of everything that was compiled; `overbuild --version` says the same |
| `compiler`, `dependencies` | what it was made by and with |
| `config`, `config_digest` | name of the configuration; digest of its values, threads aside |
| `seed`, `replicate` | key of all randomness |
| `priors` | `medians`, or `drawn` with `--replicate` |
| `overrides` | `--set` as given |
| `record` | what `--record` added |
| `started`, `seconds`, `threads` | when, how long, how many threads; nothing depends on these |
| `result_digest` | over every year's state: equal digests, equal runs |
| `aggregate_digest` | over sums in whole cents and jobs only |
| `identities_checked` | accounting identities compared with `==`; one failure stops the run |
| `status` | `complete`, or `failed` with a `message` |
| `files` | a digest of each other file; `compare`, `why` and `report` refuse a directory in which one is cut or changed. `ro-crate-metadata.json`, made from the others, is not among them |

`--force` replaces what a run wrote and refuses a directory that holds anything else. A run that is
killed while it writes leaves a hidden `.<directory>.partial-<16 digits>`; nothing needs it, and the
next run into the same place says that it can be deleted.

## Reading the tables

Comma-separated, one header line, UTF-8, quoted after RFC 4180. A text that begins with `=`, `+`, `-`,
`@` or a tab has an apostrophe in front, so that no spreadsheet runs it; numbers never have. Amounts are nominal US$ exact to the
cent; other numbers have the fewest digits that read back to the same double. An undefined metric (a
recovery rate in a year without defaults) has no row that year. The first year is the initial state: the
state on the last day before the first simulated year. Sums over rows and columns of `flows.csv` are
zero in every year; so are sums over sectors of each financial instrument in `balances.csv`.

```python
import pandas as pd
series = pd.read_csv("runs/ai-2026-s1/series.csv")
series = series.pivot(index="year", columns="metric", values="value")
series[["capex", "vendor_revenue", "end_user_spend"]].plot(logy=True)
```

```r
series <- read.csv("runs/ai-2026-s1/series.csv")
capex <- series[series$metric == "capex", ]
plot(capex$year, capex$value, type = "l")
```

```sql
-- duckdb
SELECT bearer, channel, sum(amount_usd) / 1e9 AS bn FROM 'runs/ai-2026-s1/losses.csv'
WHERE kind = 'loss'  -- transfers destroy nothing: without them the sum is the value destroyed
GROUP BY ALL ORDER BY bn DESC;
```

Spreadsheets open the CSV files as they are: comma-separated, UTF-8, decimal points. Where the system
writes decimal commas, import them with *English (USA)* as the language.

## Is a result still what the program says?

`overbuild verify RUN_OR_DB` runs a stored result again with the program at hand and compares. Of a run
directory it checks the checksums of `manifest.json` and `ro-crate-metadata.json`, runs `config.yaml`, and
compares the result digest and every table; of a file of many worlds it takes `-n` of them, evenly over the
file, and compares digest, series and recorded tables of each. It says which build made the result and
where the two differ first: the year and, for runs, the phase and the firm, as `compare` does. Files of
`sensitivity` are refused, since their worlds are points of a design that the file does not hold.

| exit code | meaning |
|---|---|
| 0 | the same |
| 1 | different: a file was changed, or this build gives another result |
| 2 | wrong input: no result, one that did not end, or one that this program cannot run again |
| 3 | internal error |
| 130 | interrupted |

## Many worlds: one SQLite file

`ensemble`, `hypotheses` and `sensitivity` write one SQLite database, some 8 kB a world; a killed
command continues where it stopped, and the file ends with the same content for any number of threads.
Worlds that failed are tried again by the same command; worlds for which memory or threads ran out are
not stored at all. Others may read the file meanwhile: a write-ahead log (`a.db-wal`, `a.db-shm`) lies
beside it until the command ends. While somebody else writes it, worlds wait in memory. A file that
another build of the program began is refused, unless `--mix-builds` says otherwise. `-n` less than the
file holds shows the first worlds, with their digest.
Probabilities are those *within this model and these priors*.

| table | content |
|---|---|
| `runs` | `scenario, replicate, parameters` (JSON of what the priors were settled to), `status` (`complete`, `refused` draws, `failed`), `digest, seconds, reason, command` (repeats a world that did not end) |
| `series` | `scenario, replicate, year` and one column a metric; `series_long` has the shape of `series.csv` |
| `scenarios`, `parameters` | names; every value with its prior, of other scenarios what differs from the first |
| `configurations` | `scenario, yaml`: the configuration with everything resolved and priors at their medians; `overbuild run` takes it |
| `meta` | what was asked, the build that began the file (`version, commit, sources, compiler, dependencies`), and `content_digest` over (scenario, replicate, digest) in order |
| `other_builds`, `runs_of_other_builds` | after `--mix-builds`: other builds by number, and the worlds they ran (`scenario, replicate, build`) |
| others | the tables below with `scenario, replicate` in front, where `--record` asked for them; columns of names and words are TEXT, others NUMERIC. They are views: `agents_labels` has each combination of texts once, `agents_rows` the numbers and which of the labels they belong to |

Files of earlier versions, which repeated the texts in every row, are read by `report`, `export` and by
the same queries; they are not continued.

Replicate r draws its priors from point r of a Sobol sequence with Owen's scrambling, keyed by the
seed: it does not depend on how many are run, and `overbuild run CONFIG --replicate r` is the same
world. A value that a scenario fixes leaves all other draws alone. With `--sampling latin-hypercube` all N
worlds are drawn together: see [experiments.md](experiments.md), which also says what can be asked of a file.

```python
import sqlite3
db = sqlite3.connect("a.db")
print(db.execute("SELECT year, avg(capex) / 1e9 FROM series GROUP BY year").fetchall())
```

```python
import pandas as pd, sqlite3
series = pd.read_sql("SELECT * FROM series WHERE scenario = 'base'", sqlite3.connect("a.db"))
print(series.groupby("year")["rental_price"].quantile([0.1, 0.5, 0.9]).unstack())
```

```r
db <- DBI::dbConnect(RSQLite::SQLite(), "a.db")
series <- DBI::dbGetQuery(db, "SELECT * FROM series WHERE scenario = 'base'")
boxplot(capex / 1e9 ~ year, data = series)
```

```sql
-- sqlite3 a.db
SELECT year, avg(utilisation), min(utilisation), max(utilisation) FROM series GROUP BY year;
```

For a spreadsheet, `sqlite3` writes the answer to a question as CSV:

```sh
sqlite3 -header -csv a.db "SELECT year, avg(capex) AS capex FROM series GROUP BY year" > capex.csv
```

## Parquet, for columnar tools

`overbuild export RUN_OR_DB --parquet DIR` writes one Parquet file for each table of a run directory or of
a file of many worlds (`--tables agents,flows` chooses), for many worlds in a twentieth of the room that CSV
takes, and a `ro-crate-metadata.json` with their checksums. Whole numbers are INT64, numbers DOUBLE, texts UTF-8; what is
undefined is null. Rows come in the order of scenarios, replicates and of the run; pages are packed by
zstd. The digests and the build are in the metadata of each file. Nothing has to be downloaded:
DuckDB and Polars read these files as they are, pandas with `pyarrow`, R with `arrow` or `nanoparquet`.
(DuckDB reads SQLite only with an extension that it fetches from the network.)

```sh
overbuild export a.db --parquet a-parquet
```

```sql
-- duckdb
SELECT year, quantile_cont(utilisation, [0.1, 0.5, 0.9]) FROM 'a-parquet/series.parquet'
GROUP BY year ORDER BY year;
```

```python
import pandas as pd, pyarrow
series = pd.read_parquet("a-parquet/series.parquet", columns=["year", "capex"])
print(series.groupby("year")["capex"].median() / 1e9)
```

```r
series <- as.data.frame(nanoparquet::read_parquet("a-parquet/series.parquet"))
aggregate(capex ~ year, data = series, FUN = median)
```

## Designs made elsewhere

An outside sampler drives the model through a table: a header of configuration keys, a row a world. What
the table does not name stays at its median, with the luck of replicate 0; a row that names a `replicate`
is that replicate's world with the row's values laid over, as of `overbuild run --replicate`. With SALib (`pip install SALib`):

```python
import subprocess, numpy as np
from SALib.sample import sobol as sample
from SALib.analyze import sobol as analyze
problem = {"num_vars": 2, "names": ["technology.curvature", "expectations.neglect"],
           "bounds": [[-0.12, 0.02], [0.3, 0.6]]}
np.savetxt("points.csv", sample.sample(problem, 64), delimiter=",", comments="",
           header=",".join(problem["names"]))
subprocess.run("overbuild sensitivity configs/ai-2026.yaml --set population.enterprises=2000 "
               "--design points.csv --csv answers.csv --outcome capex:sum:2026-2030 -o d.db".split())
y = np.genfromtxt("answers.csv", delimiter=",", skip_header=1)[:, -1]
print(analyze.analyze(problem, y)["ST"])
```

## Hindcasts and evidence files

`overbuild hindcast CONFIG -n N` runs N worlds of a historical configuration and holds them against
`configs/evidence/<config>.yaml` (or `--evidence FILE`):

```yaml
title: what is scored
overrides: [population.enterprises=500]   # of hindcasts only, for speed; --set wins
train_until: 2000                         # last year that the naive rivals may learn from
tolerance: 2.18                           # of the calibration that gave the priors; 1 if left out
targets:
  - {id: capex_peak, metric: capex, years: [1997, 2005], statistic: peak_year, observed: 2000,
     lo: 1999.5, hi: 2000.5, split: test, source: RHK, confidence: B}
series:
  - {id: capex, metric: capex, values: {1999: 8.5e10, 2000: 9.2e10}, source: RHK}
```

`metric` is a metric of the list below or `<role>.<column>` of `agents.csv`, summed over the firms
that `agents: [ids]` and `types: [pure_play, levered, diversified]` choose. Values are in the unit of
the metric (usd, shares of one). `split` is `train`, `test`, `input` (fixed by inputs: shown, not
counted) or `known` (known when the run is made). Worlds are weighted by how near they come to what is
known, ln weight = -1/2 sum ((x - mid)/sd)^2 with sd^2 = (half the band/1.64)^2 + (0.1 mid)^2 (of
dates 0.1 of the years, at least one, since the first of `years`), and
count as (sum w)^2/sum w^2 of them; `hindcast` and `ensemble` print it, and from fifty on a second
table of quantiles. Weights never reach behaviour. `statistic`, over `years` ([first, last] or one year):

| statistic | meaning |
|---|---|
| `value` | in the first year |
| `mean`, `median`, `sum`, `highest`, `lowest` | over the years in which it is defined |
| `change` | last less first |
| `ratio_of_years`, `growth` | last over first; the same less one |
| `growth_per_year`, `log_growth_per_year` | yearly factor less one; yearly change of the logarithm |
| `peak_year`, `trough_year` | year of the highest, lowest value |
| `fall_from_peak` | lowest of the `within` (default 3) years after the peak over the peak, less one |
| `lowest_growth` | worst change from one year to the next, less one |
| `lag_of_peaks` | peak year of `metric2` less peak year of `metric` |
| `elasticity` | change of the logarithm of `metric` over that of `metric2` |
| `year_above` | first year in which `metric` is above `metric2`, or the year after the last where it never is |
| `ratio_of_metrics` | sum of `metric` over sum of `metric2` |
| `interquartile_ratio` | upper over lower quartile of the firms' column; with `transform: exp`, of its exponential |
| `count_of_agents` | firms whose column is not zero |
| `odds_ratio` | odds of failing within the years, `types` over `types2`, half a firm added to each count |
| `failures` | firms that fail within the years |
| `default_rate` | column of the year before (`builder.debt`) of firms that failed in the year, over all |

A target is met when the median over worlds, or the mean with `center: mean`, lies in [`lo`, `hi`].
Beside that, two intervals of 80 % are held against the record: of the worlds as they are, and of worlds
that may each be off by a normal error of `tolerance` times the target's own, whose sd is that of known
targets above. A posterior of that tolerance is exact if the record differs from its worlds by such
errors (Wilkinson 2013). With `--posterior` tolerance and discrepancy are those of the file.
Series are scored after `train_until` by the continuous ranked probability score, on logarithms
unless `scale: linear`, divided by their value in `relative_to` if given; the rivals are a random walk
from the last training value and a log-linear trend, both with the spread of the training data.

`overbuild compare A B` reads `digests.csv` and `agents.csv` to name the first year, phase and agent
in which two runs differ.

)";

}  // namespace overbuild
