/** Trouble with files of PyTorch. */
import { SpectraliftError } from '../../errors.ts';

/** Bytes that are no PyTorch file, or one that holds more than a state dictionary of tensors. */
export class TorchFileError extends SpectraliftError {
  readonly _tag = 'TorchFileError';
}

/** What to do with a file that holds more than tensors. */
export const SAVE_STATE_HINT = "in Python: torch.save(model.state_dict(), 'weights.pth')";
