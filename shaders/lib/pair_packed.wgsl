// What is sorted: a key above what it carries, in one word, where that has bits for both. Half the bytes of lib/pair_apart.
// Expects what lib/sort_keys declares.

alias Pair = u32;

fn pair_of(key: u32, payload: u32) -> Pair { return (key << params.payload_bits) | payload; }

fn pair_key(pair: Pair) -> u32 { return pair >> params.payload_bits; }

fn pair_payload(pair: Pair) -> u32 { return pair & ((1u << params.payload_bits) - 1u); }
