//! A small model in the form the engine loads: a flatbuffer, written by hand.
//!
//! Field numbers are those of `tflite/converter/schema/schema.fbs` of LiteRT.

use anyhow::Result;

/// What a flatbuffer is made of.
enum Node {
    /// Fields by their number.
    Table(Vec<(u16, Field)>),
    Tables(Vec<Node>),
    Ints(Vec<i32>),
    Bytes(Vec<u8>),
}

enum Field {
    Byte(u8),
    Int(u32),
    To(Node),
}

/// Half-float weights, a convolution, sum, pool, logistic function and another shape.
#[expect(clippy::unnecessary_wraps, reason = "a corpus like the others")]
pub fn tflite() -> Result<Vec<Vec<u8>>> {
    let codes = [6, 3, 0, 17, 14, 22].map(|code| table([(0, Field::Byte(code))]));
    let picture = [1, 4, 4, 8];
    let tensors = vec![
        tensor(&[1, 4, 4, 3], FLOAT32, 0),
        tensor(&[8, 1, 1, 3], FLOAT16, 1),
        tensor(&[8, 1, 1, 3], FLOAT32, 0),
        tensor(&[8], FLOAT32, 2),
        tensor(&picture, FLOAT32, 0),
        tensor(&picture, FLOAT32, 0),
        tensor(&[1, 2, 2, 8], FLOAT32, 0),
        tensor(&[1, 2, 2, 8], FLOAT32, 0),
        tensor(&[1, 32], FLOAT32, 0),
    ];
    let stride = |step| vec![(1, Field::Int(step)), (2, Field::Int(step))];
    let window = [(3, Field::Int(2)), (4, Field::Int(2))];
    let pool = stride(2).into_iter().chain(window).collect();
    let operators = vec![
        operator(0, &[1], 2, vec![]),
        operator(1, &[0, 2, 3], 4, stride(1)),
        operator(2, &[4, 4], 5, vec![]),
        operator(3, &[5], 6, pool),
        operator(4, &[6], 7, vec![]),
        operator(5, &[7], 8, vec![]),
    ];
    let subgraph = table([
        (0, Field::To(Node::Tables(tensors))),
        (1, Field::To(Node::Ints(vec![0]))),
        (2, Field::To(Node::Ints(vec![8]))),
        (3, Field::To(Node::Tables(operators))),
    ]);
    // 0x3C00 is one as a half float.
    let weights = [0x00, 0x3C].repeat(24);
    let buffers = [vec![], weights, [0, 0, 0x80, 0x3F].repeat(8)]
        .map(|data| table([(0, Field::To(Node::Bytes(data)))]));
    let model = table([
        (0, Field::Int(3)),
        (1, Field::To(Node::Tables(codes.into()))),
        (2, Field::To(Node::Tables(vec![subgraph]))),
        (4, Field::To(Node::Tables(buffers.into()))),
    ]);
    Ok(vec![file(&model)])
}

const FLOAT32: u8 = 0;
const FLOAT16: u8 = 1;

fn table<const N: usize>(fields: [(u16, Field); N]) -> Node {
    Node::Table(fields.into())
}

fn tensor(dims: &[i32], kind: u8, buffer: u32) -> Node {
    table([
        (0, Field::To(Node::Ints(dims.to_vec()))),
        (1, Field::Byte(kind)),
        (2, Field::Int(buffer)),
        (3, Field::To(Node::Bytes(b"t".to_vec()))),
    ])
}

fn operator(code: u32, inputs: &[i32], output: i32, options: Vec<(u16, Field)>) -> Node {
    table([
        (0, Field::Int(code)),
        (1, Field::To(Node::Ints(inputs.to_vec()))),
        (2, Field::To(Node::Ints(vec![output]))),
        (4, Field::To(Node::Table(options))),
    ])
}

/// The root's place, the file's mark, and everything behind it.
fn file(root: &Node) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend(b"TFL3");
    let at = write(root, &mut bytes);
    point(&mut bytes, 0, at);
    bytes
}

/// Appends a node and all below it; answers where it stands.
fn write(node: &Node, bytes: &mut Vec<u8>) -> usize {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    match node {
        Node::Bytes(data) => {
            let at = count(bytes, data.len());
            bytes.extend(data);
            at
        }
        Node::Ints(values) => {
            let at = count(bytes, values.len());
            bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            at
        }
        Node::Tables(nodes) => {
            let at = count(bytes, nodes.len());
            bytes.resize(bytes.len() + nodes.len() * 4, 0);
            for (index, node) in nodes.iter().enumerate() {
                let target = write(node, bytes);
                point(bytes, at + 4 + index * 4, target);
            }
            at
        }
        Node::Table(fields) => write_table(fields, bytes),
    }
}

/// The list of fields first, then the table, four bytes a field.
fn write_table(fields: &[(u16, Field)], bytes: &mut Vec<u8>) -> usize {
    let list_at = bytes.len();
    let slots = fields.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
    let mut list = vec![4 + 2 * slots, 4];
    list.resize(2 + usize::from(slots), 0);
    for (number, _) in fields {
        list[2 + usize::from(*number)] = list[1];
        list[1] += 4;
    }
    bytes.extend(list.iter().flat_map(|value| value.to_le_bytes()));
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    let at = bytes.len();
    bytes.resize(at + usize::from(list[1]), 0);
    point(bytes, at, at + (at - list_at));
    for (index, (_, field)) in fields.iter().enumerate() {
        let place = at + 4 + index * 4;
        match field {
            Field::Byte(value) => bytes[place] = *value,
            Field::Int(value) => bytes[place..place + 4].copy_from_slice(&value.to_le_bytes()),
            Field::To(node) => {
                let target = write(node, bytes);
                point(bytes, place, target);
            }
        }
    }
    at
}

/// Appends the length of a list; answers where it stands.
fn count(bytes: &mut Vec<u8>, length: usize) -> usize {
    let at = bytes.len();
    bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    at
}

/// Writes at `place` how far ahead `target` stands.
fn point(bytes: &mut [u8], place: usize, target: usize) {
    let ahead = u32::try_from(target - place).unwrap_or(u32::MAX);
    bytes[place..place + 4].copy_from_slice(&ahead.to_le_bytes());
}
