/** The package ships no types; this is the part that is used. */
declare module 'linebreak' {
  export interface Break {
    /** Index into the text before which a line may end. */
    position: number;
    required: boolean;
  }
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): Break | null;
  }
}
