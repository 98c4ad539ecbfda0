//! The tests' own PostgreSQL: one server for a run of the suite, one database for each test.

use std::{path::Path, process::Command, sync::OnceLock};

use weir_types::ids::new_uuid;

/// Where the server is, with `{database}` in place of the database. Under nextest a setup script has started it; else
/// the first test of the process does, and it ends with the process.
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| {
        std::env::var("WEIR_TEST_POSTGRES").unwrap_or_else(|_| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/postgres.sh");
            let output = Command::new(script)
                .arg(std::process::id().to_string())
                .stderr(std::process::Stdio::inherit())
                .output()
                .expect("tests/postgres.sh runs");
            assert!(output.status.success(), "PostgreSQL did not start");
            String::from_utf8(output.stdout).expect("a URL").trim().to_owned()
        })
    })
}

/// Creates an empty database and answers its URL.
pub async fn postgres_url() -> String {
    let name = format!("test_{}", new_uuid().simple());
    let url = server().replace("{database}", "postgres");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .expect("the test server accepts connections");
    let driver = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database is created");
    drop(client);
    driver.await.expect("the connection's task ends").expect("the connection ends well");
    server().replace("{database}", &name)
}
