/** Values of JSON from files, looked at without trust. */

/** The fields of an object; none where a value is no object. */
export function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
