/** A choice that a figure depends on, in words; printed with every result. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}
