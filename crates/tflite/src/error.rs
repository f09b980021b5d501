//! Why a model is refused, and the limits that keep loading bounded.

use crate::flatbuffer::Bent;

/// Most memory that the tensors and weights of one model may take together.
pub(crate) const MEMORY_BYTES: usize = 256 << 20;

/// Most multiplications of one run: some seconds, where the portrait models need a hundredth.
pub(crate) const MULTIPLICATIONS: usize = 1 << 31;

/// Why a model is refused. Each message continues "the model was refused because …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("it has the sha256 {found}, not {expected}")]
    Hash { expected: String, found: String },
    #[error("it is not a TFLite file")]
    NotTflite,
    #[error("it is damaged: its {0} points outside the file or says the impossible")]
    Damaged(&'static str),
    /// The operator is one of TensorFlow's names, or the name of a custom operator.
    #[error("it uses {operator} in a way this interpreter does not run: {what}")]
    Unsupported { operator: String, what: &'static str },
    #[error("it would need more than {limit} {unit}")]
    TooLarge { limit: usize, unit: &'static str },
}

impl LoadError {
    pub(crate) fn damaged(part: &'static str) -> impl Fn(Bent) -> Self {
        move |Bent| Self::Damaged(part)
    }
}

/// What a model may still take.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: usize,
    multiplications: usize,
}

impl Budget {
    pub fn new() -> Self {
        Self { bytes: MEMORY_BYTES, multiplications: MULTIPLICATIONS }
    }

    /// Takes the product of `factors`, in floats.
    pub fn take_floats(&mut self, factors: &[usize]) -> Result<(), LoadError> {
        let bytes = product(factors).and_then(|floats| floats.checked_mul(size_of::<f32>()));
        self.bytes = bytes
            .and_then(|bytes| self.bytes.checked_sub(bytes))
            .ok_or(LoadError::TooLarge { limit: MEMORY_BYTES, unit: "bytes" })?;
        Ok(())
    }

    /// Takes the product of `factors`, in multiplications per run.
    pub fn take_multiplications(&mut self, factors: &[usize]) -> Result<(), LoadError> {
        self.multiplications = product(factors)
            .and_then(|work| self.multiplications.checked_sub(work))
            .ok_or(LoadError::TooLarge { limit: MULTIPLICATIONS, unit: "multiplications" })?;
        Ok(())
    }
}

pub(crate) fn product(factors: &[usize]) -> Option<usize> {
    factors.iter().try_fold(1_usize, |product, &factor| product.checked_mul(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_shared_and_never_overdrawn() {
        let mut budget = Budget::new();
        assert_eq!(budget.take_floats(&[32 << 20]), Ok(()));
        assert_eq!(budget.take_floats(&[32, 1 << 20]), Ok(()));
        let refused = LoadError::TooLarge { limit: MEMORY_BYTES, unit: "bytes" };
        assert_eq!(budget.take_floats(&[1]), Err(refused.clone()));
        assert_eq!(budget.take_floats(&[usize::MAX, usize::MAX]), Err(refused));
        assert_eq!(budget.take_multiplications(&[1 << 15, 1 << 15]), Ok(()));
        assert!(budget.take_multiplications(&[1 << 16, 1 << 15]).is_err());
    }
}
