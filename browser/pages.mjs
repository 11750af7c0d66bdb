// Every page of the product by name: what journeys check and pictures show.

export const PUBLIC = {
  welcome: '/',
  'sign-in': '/sign-in',
  'forgot-password': '/forgot-password',
  try: '/try',
  'try-example': '/try/example',
  cohorts: '/cohorts',
  cohort: '/cohorts/cyber-management-beta/fy2020',
  'cohort-filtered': '/cohorts/cyber-management-beta/fy2020?class=A',
  source: '/source',
  'data-retention': '/data-retention',
  frameworks: '/frameworks',
  framework: '/frameworks/cyber-management',
  'framework-item': '/frameworks/cyber-management/items/5-6',
  tips: '/frameworks/cyber-management/tips',
  tip: '/frameworks/cyber-management/tips/5-6?level=2',
  glossary: '/frameworks/cyber-management/glossary',
  crosswalk: '/frameworks/cyber-management/crosswalks/csf-2.0',
  'edition-small': '/frameworks/cyber-management/editions/small-business',
  'edition-middle': '/frameworks/cyber-management/editions/middle',
  'not-found': '/nothing-is-here',
};

export const SIGNED_IN = {
  today: '/',
  account: '/account',
  'account-data': '/account/data',
  'email-change': '/account/email',
  'second-factor': '/account/second-factor',
  'access-tokens': '/account/access-tokens',
  passkeys: '/account/passkeys',
  organizations: '/organizations',
  'hint-ratings': '/hint-ratings',
  backups: '/backups',
  'case-new': '/frameworks/cyber-management/tips/5-6/cases/new',
  'tip-operator': '/frameworks/cyber-management/tips/5-6',
  'tips-planned': '/frameworks/cyber-management-beta/tips',
  'item-rating': '/frameworks/cyber-management/items/5-6',
  'organization-new': '/organizations/new',
  organization: '/organizations/kakuu-seiki',
  profile: '/organizations/kakuu-seiki/profile',
  collection: '/organizations/kakuu-seiki/collection',
  members: '/organizations/kakuu-seiki/members',
  'organization-data': '/organizations/kakuu-seiki/data',
  group: '/organizations/kakuu-seiki/group',
  sharing: '/organizations/kakuu-seiki/sharing',
  shared: '/organizations/kakuu-seiki/shared',
  outbox: '/outbox',
  activity: '/organizations/kakuu-seiki/activity',
  'assessment-new': '/organizations/kakuu-seiki/assessments/new',
  assessments: '/assessments',
  results: '/results',
  assessment: '/assessments/kakuu-seiki-2026',
  forms: '/assessments/kakuu-seiki-2026/forms',
  handouts: '/assessments/kakuu-seiki-2026/handouts',
  item: '/assessments/kakuu-seiki-2026/items/5-5',
  'item-answered': '/assessments/kakuu-seiki-2026/items/1-1',
  'assessment-submitted': '/assessments/kakuu-seiki-2025',
  'item-submitted': '/assessments/kakuu-seiki-2025/items/5-5',
  karte: '/assessments/kakuu-seiki-2025/karte',
  'karte-csf': '/assessments/kakuu-seiki-2025/karte/csf-2.0',
  'karte-first-year': '/assessments/kakuu-seiki-2024/karte',
  'karte-unfinished': '/assessments/kakuu-seiki-2026/karte',
};

/// Pages that answer with an error on purpose.
export const isRefusal = (name) => name === 'not-found';

/// The first look at an installation: nobody is registered yet.
export const NEW = { setup: '/setup' };

/// Comparisons that the cohort page offers, found by following its links.
export async function comparisons(page, url) {
  await page.goto(url + PUBLIC.cohort);
  const links = await page.locator('a[href*="/comparison"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  return Object.fromEntries([...new Set(links)].map((path, index) => [`comparison-${index + 1}`, path]));
}
