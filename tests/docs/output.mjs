// Whether a command printed what a document says. What differs from run to run (ids, keys, times, ports, folders) is
// compared by its shape, so that documents can show what a reader will see.

const SHAPES = [
  [/kh_[0-9A-Za-z]{4}…[0-9A-Za-z]{4}/g, '<masked key>'],
  [/\b(key|acc)_[0-9A-Za-z]{12}\b/g, '<$1 id>'],
  [/\b(req_|chatcmpl-|msg_|resp_)[0-9a-f]+\b/g, '<$1 id>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '<time>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b20\d\d-\d\d-\d\d\b/g, '<date>'],
  [/\b1[78]\d{8}\b/g, '<unix time>'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>'],
  [/(data folder +)\S+/g, '$1<folder>'],
  [/\/\S+\/(\.env|\.bashrc)(?=[\s,.:]|$)/gm, '<folder>/$1'],
  [/(SQLite )[\d.]+(, schema )\d+/g, '$1<version>$2<version>'],
  [/(platform +)\S+ \S+/g, '$1<platform>'],
  [/(The database at )\S+/g, '$1<file>'],
  [/\b([Pp]ort )\d+/g, '$1<port>'],
  [/("id":)\d+/g, '$1<number>'],
];

function shape(text) {
  return SHAPES.reduce((shaped, [pattern, by]) => shaped.replace(pattern, by), text)
    .split('\n')
    .map((line) => line.trimEnd().replace(/  +/g, '  '))
    .join('\n')
    .trim();
}

/** None where `found` is as `expected` says; `...` alone on a line stands for any lines. Else what differs. */
export function difference(expected, found) {
  const pattern = shape(expected).split('\n').map((line) => (line.trim() === '...' ? '[^]*?' : escape(line)));
  const whole = new RegExp(`^${pattern.join('\n').replaceAll('[^]*?\n', '[^]*?')}$`);
  if (whole.test(shape(found))) return undefined;
  return `the document says:\n${indent(shape(expected))}\nit printed:\n${indent(shape(found))}`;
}

const escape = (line) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const indent = (text) => text.replace(/^/gm, '    ');
