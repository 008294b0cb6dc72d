/** What is being computed, how far it is, how long it takes, and the way out of it. */
import { secondsText } from '../panels/amounts.ts';
import { activity } from '../state/store.ts';

export function Progress() {
  const now = activity.value;
  if (now.kind === 'idle') return <Said text="" />;
  if (now.kind === 'busy') {
    return (
      <div class="progress">
        <span>{now.what} …</span>
        <Said text={`${now.what} …`} />
      </div>
    );
  }
  const { progress } = now;
  const share = progress === undefined ? undefined : progress.donePixels / progress.totalPixels;
  const left =
    progress === undefined || progress.donePixels === 0 ? '' : `${secondsText(progress.remaining)} left`;
  return (
    <div class="progress">
      <span>
        {now.what}
        {share !== undefined && `: ${Math.floor(100 * share)} %`}
        {left !== '' && `, ${left}`}
      </span>
      <progress max={1} {...(share === undefined ? {} : { value: share })} aria-label={now.what} />
      <button type="button" onClick={now.cancel}>
        Cancel
      </button>
      <Said text={share === undefined ? now.what : `${now.what}: ${Math.floor(10 * share) * 10} %`} />
    </div>
  );
}

/** Said to screen readers, in steps that do not flood them. */
function Said({ text }: { readonly text: string }) {
  return (
    <span class="unseen" role="status" aria-label="Progress">
      {text}
    </span>
  );
}
