/** A button that opens the system's dialog for files. */
import { useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** Endings and types, as in HTML's `accept`. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly kind?: 'primary' | 'plain';
  readonly choose: (files: readonly File[]) => void;
}

export function ChooseFiles({ label, accept, multiple = false, kind = 'plain', choose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={kind} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = ''; // the same file can be chosen again
          choose(files);
        }}
      />
    </>
  );
}
