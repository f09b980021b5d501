//! Merging operators that would otherwise write a tensor only to read it again at once.

use crate::graph::{Activation, Graph, Node, Op, Shape, TensorId};

/// Fuses sums into the convolution before them, and activations into what they activate.
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
        shapes: &graph.shapes,
    };
    for node in graph.nodes {
        fuser.push(node);
    }
    let nodes = fuser.nodes.into_iter().flatten().collect();
    Graph { nodes, ..graph }
}

struct Fuser<'a> {
    /// Fused so far; a node merged into a later one leaves `None`.
    nodes: Vec<Option<Node>>,
    /// Which of `nodes` writes a tensor.
    writer: Vec<Option<usize>>,
    uses: Vec<usize>,
    shapes: &'a [Shape],
}

impl Fuser<'_> {
    /// Appends `node`, merged with the one before it where that is possible. The merged node
    /// stands where the later one did, so all its inputs are written by then.
    fn push(&mut self, node: Node) {
        let node = match &node.op {
            Op::Add(act) => self.sum(act.clone(), &node).unwrap_or(node),
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
        let before = match &self.only_writer(input)?.op {
            Op::Convolve(conv) | Op::Depthwise(conv) => &conv.activation,
            Op::Add(before) => before,
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
