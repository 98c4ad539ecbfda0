//! The table of routes: paths, methods, handlers, and what of each a caller needs the right to do. A route cannot be
//! written without the latter.

use std::collections::HashMap;

use axum::{Router, handler::Handler, http::Method, routing::MethodRouter};

use crate::app::App;

/// What a request needs the right to do. Whoever may do one may do those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Nothing: a load balancer asks this without credentials.
    Nothing,
    /// Nothing yet: the websocket's handshake asks for the right.
    Handshake,
    /// Look at the metrics.
    Scrape,
    /// Read what is there.
    Read,
    /// Change what runs, and what it runs with.
    Operate,
    /// Change the server itself, or look at who uses it.
    Administer,
}

/// What stands at one path: a handler for each method.
#[derive(Clone, Debug)]
pub(crate) struct Methods {
    router: MethodRouter<App>,
    needs: Vec<(Method, Need)>,
}

/// `GET` reads.
pub(crate) fn get<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().get(handler)
}

/// `POST` changes something; see [`query`] for one that does not.
pub(crate) fn post<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().with(Method::POST, Need::Operate, |router| router.post(handler))
}

/// A `POST` that only reads: its body is the question.
pub(crate) fn query<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().with(Method::POST, Need::Read, |router| router.post(handler))
}

/// `PUT` changes something.
pub(crate) fn put<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().put(handler)
}

/// `PATCH` changes something.
pub(crate) fn patch<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().patch(handler)
}

/// `DELETE` changes something.
pub(crate) fn delete<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().delete(handler)
}

/// A `GET` that becomes a websocket, whose handshake asks who is there.
pub(crate) fn socket<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::empty().with(Method::GET, Need::Handshake, |router| router.get(handler))
}

impl Methods {
    fn empty() -> Self {
        Self { router: MethodRouter::new(), needs: Vec::new() }
    }

    fn with(
        mut self,
        method: Method,
        need: Need,
        add: impl FnOnce(MethodRouter<App>) -> MethodRouter<App>,
    ) -> Self {
        self.needs.push((method, need));
        Self { router: add(self.router), needs: self.needs }
    }

    pub(crate) fn get<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.with(Method::GET, Need::Read, |router| router.get(handler))
    }

    pub(crate) fn post<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.with(Method::POST, Need::Operate, |router| router.post(handler))
    }

    pub(crate) fn put<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.with(Method::PUT, Need::Operate, |router| router.put(handler))
    }

    pub(crate) fn patch<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.with(Method::PATCH, Need::Operate, |router| router.patch(handler))
    }

    pub(crate) fn delete<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.with(Method::DELETE, Need::Operate, |router| router.delete(handler))
    }

    /// The same, each method for those alone who have the right to do `need`.
    pub(crate) fn needing(mut self, need: Need) -> Self {
        for (_, needed) in &mut self.needs {
            *needed = need;
        }
        self
    }

    /// The same, and `other`'s methods.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.needs.extend(other.needs);
        Self { router: self.router.merge(other.router), needs: self.needs }
    }
}

/// Routes with what they need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routes {
    router: Router<App>,
    needs: Needs,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds what stands at a path.
    pub(crate) fn route(mut self, path: &'static str, methods: Methods) -> Self {
        self.needs.0.entry(path.into()).or_default().extend(methods.needs);
        Self { router: self.router.route(path, methods.router), needs: self.needs }
    }

    /// Adds other routes.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        for (path, needs) in other.needs.0 {
            self.needs.0.entry(path).or_default().extend(needs);
        }
        Self { router: self.router.merge(other.router), needs: self.needs }
    }

    /// The router, and what its routes need where they stand below `prefix`.
    pub(crate) fn below(self, prefix: &str) -> (Router<App>, Needs) {
        let needs = self.needs.0.into_iter().map(|(path, needs)| (format!("{prefix}{path}"), needs));
        (self.router, Needs(needs.collect()))
    }
}

/// What the routes need, by the templates of their paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs(HashMap<String, Vec<(Method, Need)>>);

impl Needs {
    /// All that is stated.
    #[cfg(test)]
    pub(crate) fn stated(&self) -> impl Iterator<Item = (&str, &Method, Need)> {
        self.0
            .iter()
            .flat_map(|(path, needs)| needs.iter().map(move |(method, need)| (path.as_str(), method, *need)))
    }

    /// What a request needs that `template` takes. What has no such method there is answered by the rules of the
    /// router: it may be a name that is spelled like a route, and then needs what its method says.
    pub(crate) fn of(&self, method: &Method, template: &str) -> Need {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let needs = self.0.get(template).map(Vec::as_slice).unwrap_or_default();
        let stated = needs.iter().find(|(stated, _)| stated == method).map(|(_, need)| *need);
        stated.unwrap_or(if method.is_safe() { Need::Read } else { Need::Operate })
    }
}
