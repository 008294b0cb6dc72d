/** The parts of the library that the studio uses, in one place: the page and the worker import from here alone. */
export * from '../../src/index.ts';
