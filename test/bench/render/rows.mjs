// Rows: what was measured, what it should be, and whether it is.
const rounded = (value) => Number(value.toPrecision(4));

export const atMost = (name, value, bar) => ({ name, value: rounded(value), bar, ok: value <= bar });
export const atLeast = (name, value, bar) => ({ name, value: rounded(value), bar, ok: value >= bar });
