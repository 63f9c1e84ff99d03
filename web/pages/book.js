/** Shows the times in the zone of the device at first. Without it the customer chooses the zone; nothing else is lost. */
const address = new URL(location.href);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const select = document.getElementById('zone');
if (select && zone && zone !== select.value && !address.searchParams.has('zone')) {
  address.searchParams.set('zone', zone);
  location.replace(address);
}
