//! Merging operators that would otherwise write a tensor only to read it again at once, and
//! putting a convolution before the enlargement it would otherwise follow.

use crate::graph::{Activation, Convolution, Graph, Node, Op, Shape, TensorId};

/// Fuses sums into what makes one of their operands or reads their result, and activations into
/// what they activate.
pub(crate) fn fuse(graph: Graph) -> Graph {
    let mut uses = vec![0_usize; graph.shapes.len()];
    let reads = graph.nodes.iter().flat_map(|node| &node.inputs);
    for &id in reads.chain(&graph.outputs) {
        uses[id] += 1;
    }
    let mut fuser = Fuser {
        writer: vec![None; graph.shapes.len()],
        nodes: Vec::with_capacity(graph.nodes.len()),
        uses,
        shapes: graph.shapes,
    };
    for node in graph.nodes {
        fuser.push(node);
    }
    let nodes = fuser.nodes.into_iter().flatten().collect();
    Graph { nodes, shapes: fuser.shapes, inputs: graph.inputs, outputs: graph.outputs }
}

struct Fuser {
    /// Fused so far; a node merged into a later one leaves `None`.
    nodes: Vec<Option<Node>>,
    /// Which of `nodes` writes a tensor.
    writer: Vec<Option<usize>>,
    uses: Vec<usize>,
    shapes: Vec<Shape>,
}

impl Fuser {
    /// Appends `node`, merged with the one before it where that is possible. The merged node
    /// stands where the later one did, so all its inputs are written by then.
    fn push(&mut self, node: Node) {
        let node = match &node.op {
            Op::Add(act) => {
                let merged = self.sum(act.clone(), &node);
                let merged = merged.or_else(|| self.gated(act, &node));
                let merged = merged.or_else(|| self.depthwise(act, &node));
                merged.unwrap_or(node)
            }
            Op::AveragePool(_) => self.pooled(&node).unwrap_or(node),
            Op::Convolve(conv) => match self.enlarged(conv, &node) {
                Some(resize) => self.exchanged(node, resize),
                None => node,
            },
            Op::Activate(act) => self.activated(act.clone(), &node).unwrap_or(node),
            Op::Logistic => self.upsampled(&node).unwrap_or(node),
            _ => node,
        };
        self.writer[node.output] = Some(self.nodes.len());
        self.nodes.push(Some(node));
    }

    /// The convolution that feeds the sum `node`, with the other operand as its residual.
    fn sum(&mut self, activation: Activation, node: &Node) -> Option<Node> {
        if !self.shapes[node.output].is_blocked() {
            return None;
        }
        let &[a, b] = &node.inputs[..] else { return None };
        let takes = |fuser: &Self, id| match fuser.only_writer(id) {
            Some(Node { op: Op::Convolve(conv), inputs, .. }) => {
                conv.activation == Activation::None && inputs.len() == 1
            }
            _ => false,
        };
        let (product, other) = [(b, a), (a, b)].into_iter().find(|&(id, _)| takes(self, id))?;
        let residual = self.unpadded(other);
        let mut merged = self.take(product)?;
        if let Op::Convolve(conv) = &mut merged.op {
            conv.activation = activation;
        }
        merged.inputs.push(residual);
        merged.output = node.output;
        Some(merged)
    }

    /// The sum `node` with the gate of one operand taken into it.
    fn gated(&mut self, act: &Activation, node: &Node) -> Option<Node> {
        let shape = self.shapes[node.output];
        let &[a, b] = &node.inputs[..] else { return None };
        let takes = |fuser: &Self, id| match fuser.only_writer(id) {
            Some(Node { op: Op::Multiply, inputs, .. }) => {
                let gate = fuser.shapes[inputs[1]];
                fuser.shapes[inputs[0]] == shape && gate.pixels() == 1
            }
            _ => false,
        };
        if !shape.is_blocked() {
            return None;
        }
        let (product, other) = [(a, b), (b, a)].into_iter().find(|&(id, _)| takes(self, id))?;
        let [gated, gate] = self.take(product)?.inputs[..] else { return None };
        let inputs = vec![gated, other, gate];
        Some(Node { op: Op::Add(act.clone()), inputs, output: node.output })
    }

    /// The depthwise convolution that feeds the sum `node`, with the other operand added.
    fn depthwise(&mut self, act: &Activation, node: &Node) -> Option<Node> {
        let &[a, b] = &node.inputs[..] else { return None };
        let takes = |fuser: &Self, id| match fuser.only_writer(id) {
            Some(Node { op: Op::Depthwise(_), inputs, .. }) => inputs.len() == 1,
            _ => false,
        };
        if *act != Activation::None {
            return None;
        }
        let (product, other) = [(b, a), (a, b)].into_iter().find(|&(id, _)| takes(self, id))?;
        let mut merged = self.take(product)?;
        merged.inputs.push(other);
        merged.output = node.output;
        Some(merged)
    }

    /// The average `node`, taken of a sum's operands and not of the sum.
    fn pooled(&mut self, node: &Node) -> Option<Node> {
        let sum = *node.inputs.first()?;
        match self.only_writer(sum)? {
            Node { op: Op::Add(Activation::None), inputs, .. } if inputs.len() == 2 => {}
            _ => return None,
        }
        let inputs = self.take(sum)?.inputs;
        Some(Node { inputs, ..node.clone() })
    }

    /// The enlargement before the convolution `node`, if they can change places: what looks at
    /// one pixel and is linear gives the same before a mean of pixels as after it, for less work.
    fn enlarged(&mut self, conv: &Convolution, node: &Node) -> Option<Node> {
        let &[input] = &node.inputs[..] else { return None };
        let Node { op: Op::Resize(_), inputs, .. } = self.only_writer(input)? else { return None };
        let grows = self.shapes[inputs[0]].pixels() < self.shapes[input].pixels();
        let (stays, fits) = (
            self.shapes[input].pixels() == self.shapes[node.output].pixels(),
            self.shapes[node.output].is_blocked(),
        );
        let plain = conv.window.taps() == 1 && conv.activation == Activation::None;
        if grows && stays && fits && plain { self.take(input) } else { None }
    }

    /// Appends the convolution `node` before `resize`, and returns the latter to follow it.
    fn exchanged(&mut self, node: Node, resize: Node) -> Node {
        let small = self.shapes[resize.inputs[0]];
        let between = self.shapes.len();
        self.shapes.push(small.with_channels(self.shapes[node.output].channels));
        self.uses.push(1);
        self.writer.push(Some(self.nodes.len()));
        self.nodes.push(Some(Node { inputs: resize.inputs, output: between, op: node.op }));
        Node { op: resize.op, inputs: vec![between], output: node.output }
    }

    /// The tensor behind a PAD that only appends channels: a residual counts those as zero.
    fn unpadded(&mut self, id: TensorId) -> TensorId {
        match self.only_writer(id) {
            Some(Node { op: Op::Pad { top: 0, left: 0, front: 0 }, inputs, .. }) => {
                let (from, to) = (self.shapes[inputs[0]], self.shapes[id]);
                let appends = from.height == to.height && from.width == to.width;
                if !appends || !from.is_blocked() {
                    return id;
                }
                self.take(id).map_or(id, |pad| pad.inputs[0])
            }
            _ => id,
        }
    }

    /// What writes the input of the activation `node`, with that activation.
    fn activated(&mut self, act: Activation, node: &Node) -> Option<Node> {
        let input = *node.inputs.first()?;
        let before = match self.only_writer(input)? {
            // What is added to a depthwise convolution comes after its activation.
            Node { op: Op::Depthwise(_), inputs, .. } if inputs.len() == 2 => return None,
            Node { op: Op::Convolve(conv) | Op::Depthwise(conv), .. } => &conv.activation,
            Node { op: Op::Add(before), .. } => before,
            _ => return None,
        };
        if *before != Activation::None {
            return None;
        }
        let mut merged = self.take(input)?;
        match &mut merged.op {
            Op::Convolve(conv) | Op::Depthwise(conv) => conv.activation = act,
            Op::Add(slot) => *slot = act,
            _ => {}
        }
        merged.output = node.output;
        Some(merged)
    }

    /// The upsampling before the logistic `node`, with that logistic.
    fn upsampled(&mut self, node: &Node) -> Option<Node> {
        let input = *node.inputs.first()?;
        let Op::Upsample { logistic: false, .. } = self.only_writer(input)?.op else { return None };
        let mut merged = self.take(input)?;
        if let Op::Upsample { logistic, .. } = &mut merged.op {
            *logistic = true;
        }
        merged.output = node.output;
        Some(merged)
    }

    /// The node that writes `id`, if nothing else reads it than the node at hand.
    fn only_writer(&self, id: TensorId) -> Option<&Node> {
        if self.uses[id] != 1 {
            return None;
        }
        self.nodes[self.writer[id]?].as_ref()
    }

    fn take(&mut self, id: TensorId) -> Option<Node> {
        self.nodes[self.writer[id]?].take()
    }
}
