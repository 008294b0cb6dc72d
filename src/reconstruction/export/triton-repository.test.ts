/** What `config.pbtxt` says of the tensors is what the ONNX file says. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { asked, weightsOf } from '../../../test/exported-networks.ts';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { exportWeights } from './export-weights.ts';
import type { ExportedNetwork } from './exported-network.ts';
import { tritonRepository } from './triton-repository.ts';

const SRGB = developedSrgbResponse(VISIBLE_31);

describe('the Triton repository', () => {
  const parseList = (text: string, title: string) => {
    const part = new RegExp(`^${title} \\[\\n([\\s\\S]*?)\\n\\]$`, 'm').exec(text)?.[1] ?? '';
    return [...part.matchAll(/name: "(.*)"\s+data_type: (\w+)\s+dims: \[ (.*) \]/g)].map(
      ([, name, type, dims]) => ({
        name,
        type,
        dims: dims.split(', ').map(Number),
      }),
    );
  };

  /** Names, types and sizes as the ONNX file itself declares them; -1 where a size is open. */
  const portsOf = (model: Uint8Array, which: 'input' | 'output') =>
    (fromBinary(ModelProtoSchema, model).graph?.[which] ?? []).map(({ name, type }) => {
      if (type?.value.case !== 'tensorType') throw new Error(`${name} is no tensor`);
      const { elemType, shape } = type.value.value;
      return {
        name,
        type: elemType === TensorProto_DataType.FLOAT ? 'TYPE_FP32' : 'other',
        dims: (shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : -1)),
      };
    });

  const check = (network: ExportedNetwork, name: string, batches: boolean): void => {
    const files = new Map(tritonRepository(network, name).map(({ path, content }) => [path, content]));
    expect([...files.keys()].sort()).toEqual([`${name}/1/model.onnx`, `${name}/config.pbtxt`]);
    const text = String(files.get(`${name}/config.pbtxt`));
    expect(text).toMatch(new RegExp(`^name: "${name}"$`, 'm'));
    expect(text).toMatch(/^platform: "onnxruntime_onnx"$/m);
    expect(text).toMatch(batches ? /^max_batch_size: 8$/m : /^max_batch_size: 0$/m);
    expect(text.includes('dynamic_batching { }')).toBe(batches);
    for (const which of ['input', 'output'] as const) {
      const declared = portsOf(network.model, which);
      if (batches) for (const { dims } of declared) expect(dims.shift()).toBe(-1);
      expect(declared.length).toBeGreaterThan(0);
      expect(parseList(text, which)).toEqual(declared);
    }
  };

  it('says of the tensors what the file says', async () => {
    check(await exportWeights(weightsOf('agd-net'), 'agd-net', asked(SRGB)), 'agd-net', true);
    check(await exportWeights(weightsOf('generator'), 'generator', asked('input')), 'any.camera', false);
    check(await exportWeights(weightsOf('srf-estimator'), 'srf-estimator', asked(SRGB)), 'response', false);
  });
});
