/** A modal window with a heading and a way out. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, close, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={close}>
      <form method="dialog">
        <h2>{title}</h2>
        <div class="dialog-body">{children}</div>
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  );
}
