/** How much clients may ask of the service. Every limit can be set; `docs/serving.md` lists them. */

/** Limits of the service. */
export interface ServingLimits {
  /** Largest photo file, bytes. */
  readonly bodyBytes: number;
  /** Largest photo, pixels; told by its header, before anything is decoded. */
  readonly pixels: number;
  /** Photos that wait for an engine; one more is refused with 429. */
  readonly waiting: number;
  /** Longest time that a photo waits for an engine, seconds. */
  readonly waitingSeconds: number;
  /** Photos that are received at the same time; one more is refused with 429. */
  readonly uploads: number;
  /** Connections at the same time; further ones are closed. */
  readonly connections: number;
  /** Bytes of photos and answers that the service holds altogether. */
  readonly heldBytes: number;
  /** Bytes of one answer that wait for a slow reader before its engine does too. */
  readonly answerBytes: number;
  /** Longest time of one reconstruction, from its start to the last byte that its engine hands over, seconds. */
  readonly jobSeconds: number;
  /** Longest time until the headers of a request are there, seconds. */
  readonly headerSeconds: number;
  /** Longest time until a request is there, seconds. */
  readonly uploadSeconds: number;
  /** How long a client may send or take nothing, seconds. */
  readonly stallSeconds: number;
  /** How long an engine may wait for the reader of an answer while other photos wait for it, seconds. */
  readonly holdSeconds: number;
  /** Mean rate below which a client that sends or takes is given up, bytes a second. */
  readonly slowestRate: number;
  /** Points and regions of one request. */
  readonly places: number;
  /** Reports that are kept for `/v1/reports`. */
  readonly reports: number;
  /** How long work that has begun may go on once the service is told to end, seconds. */
  readonly drainSeconds: number;
}

/** The limits that hold unless others are given. */
export const DEFAULT_SERVING_LIMITS: ServingLimits = {
  bodyBytes: 64 * 2 ** 20,
  pixels: 50_000_000,
  waiting: 16,
  waitingSeconds: 300,
  uploads: 32,
  connections: 256,
  heldBytes: 512 * 2 ** 20,
  answerBytes: 32 * 2 ** 20,
  jobSeconds: 600,
  headerSeconds: 10,
  uploadSeconds: 120,
  stallSeconds: 15,
  holdSeconds: 20,
  slowestRate: 65_536,
  places: 64,
  reports: 256,
  drainSeconds: 30,
};
