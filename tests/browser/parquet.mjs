// Compares Parquet files with what they were exported from:
//   node parquet.mjs csv RUN_DIRECTORY FOLDER     with the tables of a run directory
//   node parquet.mjs rows TABLES.json FOLDER      with rows by table, in any order
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { decompress } from "fzstd";
import { parquetMetadata, parquetReadObjects } from "hyparquet";

const [kind, source, folder] = process.argv.slice(2);
const fail = (text) => {
  console.error(`FAILED: ${text}`);
  process.exit(1);
};

const open = (name) => {
  const bytes = readFileSync(join(folder, name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
};
const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) };
const rows_of = (name) => parquetReadObjects({ file: open(name), compressors });

// Rows of fields; quotes as RFC 4180 has them.
function csv_rows(text) {
  const rows = [];
  let row = [];
  const field = /("(?:[^"]|"")*"|[^,\n]*)([,\n])/gy;
  for (let match; (match = field.exec(text)); ) {
    const quoted = match[1].startsWith('"');
    row.push(quoted ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    if (match[2] === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

// What the apostrophe in front of a formula stands for.
const restored = (text) => (/^'+[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? text.slice(1) : text);

// A cell as a field of a CSV file means it.
function same_field(cell, field) {
  if (field === "") return cell === null || cell === undefined;
  if (typeof cell === "bigint") return cell === BigInt(field);
  if (typeof cell === "number") return cell === Number(field);
  return cell === restored(field);
}

async function compare_run() {
  let cells = 0;
  const tables = readdirSync(source).filter((name) => name.endsWith(".csv"));
  if (tables.length < 12) fail(`only ${tables.length} tables`);
  for (const table of tables) {
    const [header, ...expected] = csv_rows(readFileSync(join(source, table), "utf8"));
    const name = table.replace(".csv", ".parquet");
    const columns = parquetMetadata(open(name)).schema.slice(1).map((column) => column.name);
    if (columns.join() !== header.join()) fail(`${name}: columns ${columns}`);
    const rows = await rows_of(name);
    if (rows.length !== expected.length) fail(`${name}: ${rows.length} rows, not ${expected.length}`);
    rows.forEach((row, k) => {
      header.forEach((column, c) => {
        cells += 1;
        if (same_field(row[column], expected[k][c])) return;
        fail(`${name}, row ${k}, ${column}: ${row[column]}, not ${expected[k][c]}`);
      });
    });
  }
  const labels = new Set((await rows_of("agents.parquet")).map((row) => row.label));
  if (!labels.has(`Ä, "q"; '=1+1'\n\t漢字 😀 \\`)) fail(`labels: ${[...labels]}`);
  if (!labels.has("0123")) fail("a label that looks like a number is none");
  return `${tables.length} tables, ${cells} cells`;
}

// Whole numbers of 64 bits are no numbers of JavaScript's.
const plain = (row) =>
  JSON.stringify(Object.entries(row).map(([key, value]) => [key, typeof value === "bigint" ? Number(value) : value ?? null]));

async function compare_rows() {
  let count = 0;
  for (const [table, expected] of Object.entries(JSON.parse(readFileSync(source, "utf8")))) {
    const rows = (await rows_of(`${table}.parquet`)).map(plain).sort();
    const wanted = expected.map(plain).sort();
    if (rows.length !== wanted.length) fail(`${table}: ${rows.length} rows, not ${wanted.length}`);
    rows.forEach((row, k) => {
      if (row !== wanted[k]) fail(`${table}: ${row}, not ${wanted[k]}`);
    });
    count += rows.length;
  }
  return `${count} rows`;
}

console.log(await (kind === "csv" ? compare_run() : compare_rows()));
