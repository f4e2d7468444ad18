// Lengths and parameters of the functions of C++ sources: node functions.mjs FILE...
// Prints a line for each function, "lines parameters file:line name", where lines are those of its
// body between the braces. It follows braces and parentheses of the text and takes for a function
// what has parameters and a body in the scope of a namespace or a class; lambdas belong to where they
// are written. Refuses to know C++ any better.
import { readFileSync } from "node:fs";

/// The text with comments, literals and preprocessor lines blanked, line by line as it was.
function plain(text) {
  const blank = (found) => found.replace(/[^\n]/g, " ");
  return text
    .replace(/R"([^ ()\\]*)\([\s\S]*?\)\1"/g, blank)
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'/g, blank)
    .replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm, blank);
}

/// Number of parameters in the list that begins at the first parenthesis of a head, or -1.
function parameters(head) {
  const begin = head.indexOf("(");
  if (begin < 0) return -1;
  let depth = 0, angle = 0, commas = 0, any = false;
  for (let k = begin; k < head.length; ++k) {
    const c = head[k];
    if (c === "(" || c === "[" || c === "{") ++depth;
    if (c === ")" || c === "]" || c === "}") --depth;
    if (c === "<") ++angle;
    if (c === ">" && head[k - 1] !== "-") --angle;
    if (depth === 0) break;
    if (k > begin && /\S/.test(c)) any = true;
    if (c === "," && depth === 1 && angle <= 0) ++commas;
  }
  return any ? commas + 1 : 0;
}

/// A head without the lists of its templates.
function untemplated(head) {
  for (let found; (found = /^\s*template\s*</.exec(head)) !== null;) {
    let depth = 1, k = found[0].length;
    for (; k < head.length && depth > 0; ++k) {
      if (head[k] === "<") ++depth;
      if (head[k] === ">") --depth;
    }
    head = head.slice(k);
  }
  return head;
}

/// What a brace after this head opens, in this scope.
function kind(head, scope) {
  if (scope === "function" || scope === "other") return "other";
  if (/^\s*(inline\s+)?namespace\b/.test(head) || /^\s*extern\s*$/.test(head)) return "namespace";
  const before = head.split("(")[0];
  if (/\b(class|struct|union|enum)\b[^=;]*$/.test(before) && !/\boperator\b/.test(before) &&
      !head.includes("(")) return "type";
  if (/^\s*(struct|class)\b/.test(head) && !/\)\s*(const|noexcept|override)?\s*$/.test(head)) return "type";
  if (!head.includes("(") || /[^=!<>]=(?!=)/.test(before)) return "other";
  return "function";
}

for (const file of process.argv.slice(2)) {
  const text = plain(readFileSync(file, "utf8"));
  const scopes = [{ kind: "namespace" }];
  let head = "", line = 1, parens = 0;
  for (const c of text) {
    if (c === "\n") ++line;
    if (c === "(") ++parens;
    if (c === ")") --parens;
    if (c === "{" && parens === 0) {
      const opened = kind(untemplated(head), scopes.at(-1).kind);
      // Braces of member initialisers come before those of the body.
      const initialiser = opened === "function" && /[:,]\s*[A-Za-z_]\w*\s*$/.test(head) && /\)\s*(noexcept\s*)?:[^:]/.test(head);
      scopes.push({ kind: initialiser ? "initialiser" : opened, line, head });
      if (!initialiser) head = "";
      continue;
    }
    if (c === "}" && parens === 0) {
      const closed = scopes.pop();
      if (closed === undefined || scopes.length === 0) throw new Error(`${file}:${line}: unbalanced`);
      if (closed.kind === "initialiser") { head = closed.head + "{}"; continue; }
      if (closed.kind === "function") {
        const name = /([~A-Za-z_][\w:~]*|operator[^\s(]*(?:\(\))?)\s*\(/.exec(untemplated(closed.head))?.[1] ?? "?";
        const lines = Math.max(line - closed.line - 1, 1);
        console.log(`${lines} ${parameters(untemplated(closed.head))} ${file}:${closed.line} ${name}`);
      }
      head = "";
      continue;
    }
    if (c === ";" && parens === 0) { head = ""; continue; }
    if (scopes.at(-1).kind !== "function") head += c;
  }
}
