// Names of runs that people can say and remember.

const adjectives =
  'amber bold brisk calm clear coral crisp dusky eager fleet gentle golden grand hazel ivory jade keen lively lucid mellow misty noble olive pearl plain quick quiet rapid ruby sandy silver slate solid steady still sunny swift teal tidy vivid warm'.split(
    ' ',
  );
const nouns =
  'anchor arrow beacon birch bridge brook canyon cedar comet creek delta dune ember falcon fern field fjord forest garnet glacier harbour heron island lagoon lantern maple meadow mesa orchard otter peak pine plover prairie quarry reef river rowan spruce summit thicket tide valley willow'.split(
    ' ',
  );

/** One that is not among `taken`; it depends on `id` and on them alone. */
export function freeName(id: string, taken: ReadonlySet<string>): string {
  // There are fewer than two thousand names.
  for (let attempt = 0; attempt < 100; attempt++) {
    const name = memorableName(attempt ? `${id} ${attempt}` : id);
    if (!taken.has(name)) return name;
  }
  for (let number = 2; ; number++) {
    const name = `${memorableName(id)} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Two words that depend on `id` alone: "amber falcon". */
export function memorableName(id: string): string {
  // FNV-1a over the characters.
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return `${adjectives[hash % adjectives.length]} ${nouns[Math.floor(hash / adjectives.length) % nouns.length]}`;
}
