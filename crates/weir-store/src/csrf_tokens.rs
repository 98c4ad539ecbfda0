//! CSRF tokens, one for each client.

use weir_types::{TimeDelta, Timestamp, csrf_tokens::CsrfToken, ids::new_uuid};

use crate::{conn::Conn, error::Result, params, row::Row};

/// How long a token is good.
const LIFETIME: TimeDelta = TimeDelta::from_secs(3600);

macro_rules! token_columns {
    () => {
        "id, created, updated, token, client, expiration"
    };
}

fn csrf_token(row: Row<'_>) -> Result<CsrfToken> {
    let mut columns = row.columns();
    Ok(CsrfToken {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        token: columns.take()?,
        client: columns.take()?,
        expiration: columns.take()?,
    })
}

/// Gives a client a new token in place of the one it has, and forgets the tokens that have expired.
pub async fn issue(conn: &mut Conn, client: &str, now: Timestamp) -> Result<CsrfToken> {
    let token = rand::random::<[u8; 32]>().map(|byte| format!("{byte:02x}")).concat();
    let issued = conn
        .first(
            concat!(
                "INSERT INTO csrf_tokens (",
                token_columns!(),
                ") VALUES ($1, $2, $2, $3, $4, $5)
                 ON CONFLICT (client) DO UPDATE SET updated = excluded.updated, token = excluded.token,
                     expiration = excluded.expiration RETURNING ",
                token_columns!()
            ),
            &params![new_uuid(), now, token, client, now + LIFETIME],
            csrf_token,
        )
        .await?
        .ok_or(crate::StoreError::Conflict)?;
    conn.execute("DELETE FROM csrf_tokens WHERE expiration < $1", &params![now]).await?;
    Ok(issued)
}

/// The client's token, if it has one that is still good.
pub async fn read(conn: &mut Conn, client: &str, now: Timestamp) -> Result<Option<CsrfToken>> {
    conn.first(
        concat!("SELECT ", token_columns!(), " FROM csrf_tokens WHERE client = $1 AND expiration > $2"),
        &params![client, now],
        csrf_token,
    )
    .await
}
