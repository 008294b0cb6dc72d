/** Errors and notices, said aloud and shown in a corner; the page goes on under them. */
import { dismiss, type Message, messages } from '../state/messages.ts';

export function Messages() {
  const errors = messages.value.filter(({ kind }) => kind === 'error');
  const notices = messages.value.filter(({ kind }) => kind === 'notice');
  return (
    <div class="messages">
      <div role="alert">
        {errors.map((message) => (
          <Shown key={message.id} message={message} />
        ))}
      </div>
      <div role="status">
        {notices.map((message) => (
          <Shown key={message.id} message={message} />
        ))}
      </div>
    </div>
  );
}

function Shown({ message }: { readonly message: Message }) {
  const { id, kind, text, hint, undo } = message;
  return (
    <div class={`message ${kind}`}>
      <p>
        {text}
        {hint !== '' && <small>{hint}</small>}
      </p>
      {undo !== undefined && (
        <button
          type="button"
          onClick={() => {
            undo();
            dismiss(id);
          }}
        >
          Undo
        </button>
      )}
      <button type="button" aria-label="Dismiss message" onClick={() => dismiss(id)}>
        ✕
      </button>
    </div>
  );
}
