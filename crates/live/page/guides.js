// The rule drawn over a picture: where the portrait is cut, and the three bands inside it.

// Letters on the picture, in pixels of the screen, whatever the picture is scaled to.
const LETTERS_PX = 13;

// Colours a colour-blind eye tells apart on skin, hair and wall; words stand beside them.
const COLOURS = { pass: '#1b8f56', warn: '#d48806', fail: '#d4380d', unassessable: '#8c9aa5' };
const BANDS = { hair: '#0b6aa8', eyes: '#7a2fb0', face: '#0b6aa8' };

/** Draws over `canvas`, whose pixels are those of the picture below it. */
export function drawGuides(canvas, size, rule, seen) {
  if (canvas.width !== size.width || canvas.height !== size.height) {
    canvas.width = size.width;
    canvas.height = size.height;
  }
  const pen = canvas.getContext('2d');
  pen.clearRect(0, 0, canvas.width, canvas.height);
  if (!seen) return;
  const thick = Math.max(2, size.height / 300);
  if (seen.crop) drawRule(pen, rule, seen, thick);
  if (seen.landmarks) drawFace(pen, seen.landmarks, thick);
}

function drawRule(pen, rule, { crop, landmarks, verdict }, thick) {
  const x = (u) => crop.x + u / crop.scale;
  const y = (v) => crop.y + v / crop.scale;
  const [right, bottom] = [rule.width_px, rule.height_px];
  pen.lineWidth = thick * 1.5;
  pen.strokeStyle = COLOURS[verdict];
  pen.setLineDash([]);
  pen.strokeRect(x(0), y(0), right / crop.scale, bottom / crop.scale);
  const letters = LETTERS_PX * (pen.canvas.width / pen.canvas.clientWidth || 1);
  pen.font = `600 ${letters}px sans-serif`;
  const band = ([least, most], colour, word) => {
    pen.fillStyle = `${colour}26`;
    pen.fillRect(x(0), y(least), right / crop.scale, (most - least) / crop.scale);
    label(pen, `${word} ${least}–${most}`, x(6), y(least) + letters * 1.15, colour);
  };
  if (rule.hair_top) band(rule.hair_top, BANDS.hair, '发际');
  band(rule.eye_line, BANDS.eyes, '眼位');
  // Cheeks between the narrower and the wider of the two pairs of lines.
  const middle = (landmarks.face_left_x + landmarks.face_right_x) / 2;
  pen.setLineDash([thick * 4, thick * 3]);
  pen.lineWidth = thick;
  pen.strokeStyle = BANDS.face;
  for (const width of rule.face_width) {
    for (const side of [-1, 1]) {
      const at = middle + (side * width) / 2 / crop.scale;
      line(pen, [at, y(rule.eye_line[1] + 8)], [at, y(rule.eye_line[1] + 68)]);
    }
  }
  const [least, most] = rule.face_width;
  label(pen, `面宽 ${least}–${most}`, x(6), y(rule.eye_line[1]) + letters * 1.3, BANDS.face);
  pen.setLineDash([]);
}

/** What was found: hair top, eyes, cheeks. */
function drawFace(pen, face, thick) {
  pen.lineWidth = thick;
  pen.strokeStyle = '#ffffff';
  pen.shadowColor = '#000000';
  pen.shadowBlur = thick * 2;
  if (face.hair_top_y !== null) {
    line(pen, [face.face_left_x, face.hair_top_y], [face.face_right_x, face.hair_top_y]);
  }
  const { left_pupil: left, right_pupil: right } = face;
  line(pen, [left.x, left.y], [right.x, right.y]);
  const reach = (right.x - left.x) / 6;
  for (const at of [face.face_left_x, face.face_right_x]) {
    line(pen, [at, left.y + reach], [at, left.y + reach * 3]);
  }
  pen.shadowBlur = 0;
}

function line(pen, [x1, y1], [x2, y2]) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function label(pen, text, x, y, colour) {
  pen.lineWidth = Number.parseInt(pen.font.split(' ')[1], 10) / 3 || 4;
  pen.lineJoin = 'round';
  const dashes = pen.getLineDash();
  pen.setLineDash([]);
  pen.strokeStyle = '#ffffffd9';
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
  pen.setLineDash(dashes);
}
