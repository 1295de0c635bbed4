# expect: only(A, "/api/books", credentials=True)
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={r"/api/*": {"origins": "https://a.com"}},
    origins="https://b.com",
    supports_credentials=True,
)
