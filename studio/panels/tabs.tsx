/** The panels beside the picture, one at a time. */
import type { ComponentChildren } from 'preact';
import { ExportPanel } from './export-panel.tsx';
import { FindPanel } from './find-panel.tsx';
import { PhotoPanel } from './photo-panel.tsx';
import { SpectraPanel } from './spectra-panel.tsx';
import { openTab, type TabId } from './tab-state.ts';

const TABS = [
  { id: 'photo', title: 'Photo', panel: PhotoPanel },
  { id: 'spectra', title: 'Spectra', panel: SpectraPanel },
  { id: 'find', title: 'Find', panel: FindPanel },
  { id: 'export', title: 'Export', panel: ExportPanel },
] as const;

function key(event: KeyboardEvent): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  event.stopPropagation();
  const index = TABS.findIndex(({ id }) => id === openTab.peek());
  const next = TABS[(index + step + TABS.length) % TABS.length];
  openTab.value = next.id;
  document.getElementById(`tab-${next.id}`)?.focus();
}

export function Tabs() {
  return (
    <div class="tabs">
      <div role="tablist" aria-label="Panels" tabIndex={-1} onKeyDown={key}>
        {TABS.map(({ id, title }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={openTab.value === id}
            aria-controls={`panel-${id}`}
            tabIndex={openTab.value === id ? 0 : -1}
            onClick={() => {
              openTab.value = id;
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {TABS.map(({ id, panel: Panel }) => (
        <TabPanel key={id} id={id}>
          {openTab.value === id && <Panel />}
        </TabPanel>
      ))}
    </div>
  );
}

function TabPanel({ id, children }: { readonly id: TabId; readonly children: ComponentChildren }) {
  return (
    <div
      id={`panel-${id}`}
      class="panel"
      role="tabpanel"
      aria-labelledby={`tab-${id}`}
      hidden={openTab.value !== id}
    >
      {children}
    </div>
  );
}
