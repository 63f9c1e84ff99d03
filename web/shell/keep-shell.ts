import { loadMe } from './pages.tsx';

/** Has the service worker keep the page for when the server cannot be reached. Browsers have one only where the address is
 * https, or this machine; elsewhere nothing is kept, and everything else works. */
export function keepShell(): void {
  if (!('serviceWorker' in navigator)) return;
  const begin = async () => {
    await navigator.serviceWorker.register('/app/service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    await loadMe();
    const keep = performance.getEntriesByType('resource').map(({ name }) => name);
    active?.postMessage({ keep });
  };
  // After what the reader waits for.
  const whenIdle = () => setTimeout(() => void begin().catch(() => undefined), 1000);
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle, { once: true });
}
