/** One problem of a document: where it is (path in the customer's own document) and what to do about it. */
export interface Issue {
  /** JSON path in the customer's words, e.g. `layers[3].style.color`. Empty for the document itself. */
  path: string;
  /** One sentence: what is wrong and what is expected. */
  message: string;
  /** Machine code such as UNKNOWN_LAYER_TYPE (videojson.md section 9). */
  code?: string;
}
