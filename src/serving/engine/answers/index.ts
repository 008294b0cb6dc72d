/** Every form of the answer. */
import type { AnswerFormat } from '../../photo-settings.ts';
import type { OpenAnswer } from './answer-writer.ts';
import { npyAnswer } from './npy-answer.ts';
import { pictureAnswer } from './picture-answer.ts';
import { spectraAnswer } from './spectra-answer.ts';
import { zipAnswer } from './zip-answer.ts';

export const ANSWERS: Readonly<Record<AnswerFormat, OpenAnswer>> = {
  npy: npyAnswer,
  zip: zipAnswer,
  json: spectraAnswer,
  png: pictureAnswer,
};
