/** HDF5 files that only other libraries write, packed; each says how it was made with h5py 3.7. */
import { inflateSync } from 'node:zlib';

function unpack(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(inflateSync(Buffer.from(text, 'base64')));
}

/**
 * 'cube' is a view of 'cube' in secret.h5: `layout = h5py.VirtualLayout((1, 2, 2), 'f4'); layout[:] =
 * h5py.VirtualSource('secret.h5', 'cube', (1, 2, 2)); f.create_virtual_dataset('cube', layout)` with libver 'latest'.
 */
export const viewOfOtherFile = unpack(
  'eNrr9HBx4+WS4mLm4GCAgf9QwCAB4RtAxR07O9n9PVyCmBTO7WXMRsYVTELIGmGAi4mBkYGBjZ8BSLEklyalHoZZ4cpAHbA3c/FTsJMU0Z3EwMhowsDAxMzIyAhVy4RG4xJnFmFgFFSQZ2AB8xQYxDkYxOuBLFagb5i5OPgYGFiYGTiQzJjCMCiB1az5uxhGwSgYBaNgFIwCbMDd2d8HXIkJoFaKMQxotWRxanJRaolehikDqCJnYEaSglWeML4CqBJFk0c2DoRDq1k6kMUb+EfjYhSMglEwCkbBKBgFo2AUjIJRMApGwSigFQAAZ9FAsw==',
);

/** The numbers of 'cube' are in secret.raw: `f.create_dataset('cube', (1, 2, 2), 'f4', external=[('secret.raw', 0, 16)])`. */
export const numbersInOtherFile = unpack(
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KNrCi8mHyCVCaEUp3QOkVTDBxRrCcBFRcEGo+urqQIFdXkOr/aABmTwYLhOZgGAUjEXi4OgaA6AgoH5ZKTzChqksuTUpFTo8eFNrLyMAGMYsRxreA0MyMKOmeCY3GJc4MzAkgOUEFeQZIklZgEOdgEK+HyrMCUzhInomJCWwEO4MGmM8IzUsGOPIBLDw4oDmNmRGWgwTQVFpQJR4k0PwZwIKqrjg1uSi1RK8osRzCD/bzdwG5H+ZuBebRNE0OAAD1Njym',
);

/** 'cube' is packed with a filter that few have: `f.create_dataset('cube', data=zeros((1, 20, 20), 'f4'), compression='lzf')`. */
export const unknownFilter = unpack(
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KLgui8mHyCVCaEUp3QOkVTDBxRrCcBFRcEGo+urqQIFdXkOr/aABmjwELhOZgGAUjEXi4OgaA6AgoH5ZKTzChqksuTUpFTo8eFNrLyMAGMYsRxreA0MyMKOleBI3GJc4MzAkgOUEFeQZIklZgEOdgEK+HyrMCUzhInokZYgQ3gwaYwQgzsBYkz8yQU5UG5oLMYAXKObDB8ocCxB4mlgpWhFNEoJgF4TMDssIj2M/fBZSjYflQgXk0bZIDQOUdI5byTppI/TsE0dMp9vTGMhrUo2AUjIJRMApGwSgYBaNgFAx5AGzvP/iPgcCdRgBDTlAw',
);
