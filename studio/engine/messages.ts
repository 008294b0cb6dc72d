/** What the page and the worker say to each other. */
import type {
  EngineProgress,
  ExportRequest,
  HeldCube,
  OpenedCube,
  OpenedPhoto,
  OpenedSample,
  Reconstruction,
  ReconstructionRequest,
  ResponseFacts,
} from './contract.ts';
import type { ErrorFacts } from './engine-error.ts';

/** The calls of the worker, by name. */
export interface EngineCalls {
  /** What it computes on, and the addresses of the engine's files that this browser needs. */
  runtime(): { readonly name: string; readonly files: readonly string[] };
  open(files: readonly File[]): OpenedPhoto | OpenedCube;
  openSample(): OpenedSample;
  readCube(files: readonly File[]): OpenedCube;
  chooseResponse(request: Omit<ReconstructionRequest, 'size' | 'model'>): ResponseFacts;
  reconstruct(request: ReconstructionRequest): Omit<Reconstruction, 'cube' | 'rgb' | 'response'>;
  exportCube(request: ExportRequest): readonly { readonly name: string; readonly blob: Blob }[];
}

export type CallName = keyof EngineCalls;

/** From the page: a call, or the wish to end one. */
export type Order =
  | {
      [Name in CallName]: {
        readonly kind: 'call';
        readonly id: number;
        readonly name: Name;
        readonly argument: Parameters<EngineCalls[Name]>[0];
      };
    }[CallName]
  | { readonly kind: 'abort'; readonly id: number };

/** What a call tells while it runs. */
export type CallNews =
  | {
      readonly kind: 'start';
      /** Where memory is not shared, the page keeps samples of its own beside it. */
      readonly cube: HeldCube;
      readonly response: ResponseFacts;
      readonly rgb: Float32Array;
    }
  /** `samples` of the rows, planar [bands, rows, width], where memory is not shared. */
  | { readonly kind: 'rows'; readonly y: number; readonly rows: number; readonly samples?: Float32Array }
  | { readonly kind: 'progress'; readonly progress: EngineProgress };

/** From the worker. */
export type Answer =
  | (CallNews & { readonly id: number })
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorFacts };
