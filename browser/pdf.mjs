// What a PDF says about its pages.

/// The size of each page in points, such as `595x842` for A4. Chromium writes page objects uncompressed.
export function pages(pdf) {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type\s*\/Page\b(?!s)[\s\S]*?endobj/g)].map(([object]) => {
    const box = /\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]/.exec(object);
    return box ? `${Math.round(box[3] - box[1])}x${Math.round(box[4] - box[2])}` : 'unknown';
  });
}
