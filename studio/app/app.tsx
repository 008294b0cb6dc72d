/** The page as a whole: header, picture, spectra, panels, footer, and what lies above them. */
import { Tabs } from '../panels/tabs.tsx';
import { Picture } from '../picture/picture.tsx';
import { PictureTools } from '../picture/picture-tools.tsx';
import { SpectraSection } from '../plots/spectra-section.tsx';
import { Captions } from '../views/captions.tsx';
import { FilmStrip } from '../views/film-strip.tsx';
import { ViewBar } from '../views/view-bar.tsx';
import { Dialogs } from './dialogs.tsx';
import { DropHint } from './drop-hint.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Messages } from './messages.tsx';
import { Progress } from './progress.tsx';

export function App() {
  return (
    <>
      <Header />
      <main>
        <section class="picture-column" aria-label="Picture">
          <ViewBar />
          <div class="picture-box">
            <Picture />
            <PictureTools />
            <Progress />
          </div>
          <Captions />
          <FilmStrip />
        </section>
        <div class="side-column">
          <SpectraSection />
          <Tabs />
        </div>
      </main>
      <Footer />
      <Messages />
      <Dialogs />
      <DropHint />
    </>
  );
}
