// What is sorted: a key and what it carries, in a word each. See lib/pair_packed for the other form.

alias Pair = vec2u;

fn pair_of(key: u32, payload: u32) -> Pair { return Pair(key, payload); }

fn pair_key(pair: Pair) -> u32 { return pair.x; }

fn pair_payload(pair: Pair) -> u32 { return pair.y; }
