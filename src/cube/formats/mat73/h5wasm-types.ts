/** The part of h5wasm's inner module that is used here; its own declarations leave out the file system's inside. */

/** A node of Emscripten's file system. */
export interface FileNode {
  readonly id: number;
  readonly mode: number;
  node_ops: {
    getattr(node: FileNode): object;
    lookup?(parent: FileNode, name: string): FileNode;
  };
  stream_ops: {
    llseek?(stream: { readonly position: number }, offset: number, whence: number): number;
    read?(stream: object, heap: Int8Array, at: number, length: number, position: number): number;
  };
}

/** Emscripten's file system. */
export interface FileSystem {
  readonly ErrnoError: new (code: number) => Error;
  open(path: string | FileNode, ...rest: readonly unknown[]): object;
  mkdir(path: string): void;
  rmdir(path: string): void;
  mount(type: { mount(): FileNode }, options: object, path: string): void;
  unmount(path: string): void;
  createNode(parent: FileNode | null, name: string, mode: number, device: number): FileNode;
}

/** What the library knows of a data set or an attribute. */
export interface H5Metadata {
  /** A class of types, see `H5T_class_t` of the HDF5 library. */
  readonly type: number;
  /** Bytes of one value. */
  readonly size: number;
  readonly signed: boolean;
  readonly vlen: boolean;
  /** 1 where a text is UTF-8. */
  readonly cset?: number;
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  /** Present where the data set is a view of others. */
  readonly virtual_sources?: readonly object[];
}

/** The library. */
export interface H5Module {
  readonly FS: FileSystem;
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly H5F_ACC_RDONLY: number;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  UTF8ToString(pointer: number, mostBytes?: number): string;
  open(path: string, mode: number, trackOrder: boolean, libverLow: number, libverHigh: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, group: string, recursive: boolean): readonly string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { readonly filename?: string };
  get_attribute_names(file: bigint, path: string): readonly string[];
  get_attribute_metadata(file: bigint, path: string, name: string): H5Metadata;
  get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number;
  get_dataset_metadata(file: bigint, path: string): H5Metadata;
  get_dataset_filters(file: bigint, path: string): readonly { readonly id: number; readonly name: string }[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[],
    offset: readonly bigint[],
    strides: readonly bigint[],
    pointer: bigint,
  ): number;
}
