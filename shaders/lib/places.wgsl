// Where the four fours of a block lie (or four words, where a four is a word), and which of them exist.

struct Places { at: vec4u, exists: vec4<bool> }
