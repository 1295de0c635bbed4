# expect: some(A, LOCAL, credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True, origins=["https://a.com", "http://localhost:3000"])
