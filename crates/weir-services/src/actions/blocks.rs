//! The blocks through which actions send.

use serde_json::{Value, json};
use weir_store::{Conn, Result, block_documents, block_types, seal::Seal};
use weir_types::{block_documents::BlockDocument, ids::BlockDocumentId};

/// How an action names its block.
#[derive(Clone, Debug)]
pub(super) enum Chosen {
    /// By its id.
    Id(BlockDocumentId),
    /// By its name, or not at all where there is only one of its type.
    OfType {
        /// The type's slug.
        slug: &'static str,
        /// The member of the action with the name.
        member: &'static str,
        name: Option<String>,
    },
}

impl Chosen {
    /// The block of an action that may give an id or a name.
    pub(super) fn new(
        slug: &'static str,
        member: &'static str,
        id: Option<BlockDocumentId>,
        name: Option<&String>,
    ) -> Self {
        id.map_or_else(|| Self::OfType { slug, member, name: name.cloned() }, Self::Id)
    }

    /// The block, opened; or why there is none.
    pub(super) async fn read(
        &self,
        conn: &mut Conn,
        seal: &Seal,
    ) -> Result<std::result::Result<BlockDocument, String>> {
        let (slug, member, name) = match self {
            Self::Id(id) => {
                let found = block_documents::read(conn, seal, *id, true).await?;
                return Ok(found.ok_or_else(|| "Block document not found".to_owned()));
            }
            Self::OfType { slug, member, name } => (*slug, *member, name),
        };
        if let Some(name) = name {
            let found = block_documents::read_by_name(conn, seal, slug, name, true).await?;
            return Ok(found.ok_or_else(|| format!("There is no {slug} block of the name '{name}'")));
        }
        let all = match block_types::read_by_slug(conn, slug).await? {
            Some(kind) => block_documents::read_of_type(conn, seal, kind.id, true).await?,
            None => Vec::new(),
        };
        let mut named = all.into_iter().filter(|block| !block.is_anonymous);
        Ok(match (named.next(), named.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(format!("There is no {slug} block to send through")),
            (Some(_), Some(_)) => {
                Err(format!("There are several {slug} blocks: the action's {member} must name one of them"))
            }
        })
    }
}

/// The block and its type, as resources that the action has to do with.
pub(super) fn related(document: &BlockDocument) -> Vec<Value> {
    let mut related = vec![json!({
        "prefect.resource.id": format!("prefect.block-document.{}", document.id),
        "prefect.resource.role": "block",
        "prefect.resource.name": document.name,
    })];
    if let Some(kind) = &document.block_type {
        related.push(json!({
            "prefect.resource.id": format!("prefect.block-type.{}", kind.slug.as_str()),
            "prefect.resource.role": "block-type",
        }));
    }
    related
}

/// The slug of a block's type.
pub(super) fn slug(document: &BlockDocument) -> &str {
    document.block_type.as_ref().map_or("", |kind| kind.slug.as_str())
}
