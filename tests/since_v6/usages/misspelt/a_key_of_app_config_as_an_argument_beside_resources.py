# expect: only(A, "/api/books")
# warns: did you mean 'supports_credentials'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app=app, CORS_SUPPORTS_CREDENTIALS=True, resources={r"/api/*": {"origins": "https://a.com"}})
