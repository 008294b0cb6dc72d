/** A labelled list of choices. */
import type { ComponentChildren } from 'preact';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly choose: (value: string) => void;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function Select({ label, value, choose, disabled = false, children }: Props) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} disabled={disabled} onChange={(event) => choose(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
